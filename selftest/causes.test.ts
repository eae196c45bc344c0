/** Labs that were once given a wrong cause, run as a student runs them. */
import { expect, test } from 'vitest';
import { labCopy, labtest } from './cli-process.js';

/** Serves one client at a time, and is not freed by a command that was executed before. */
const LOCKED = {
  'src/pb-server.ts': [
    [
      '  private inFlight: AMOCommand | null = null;\n',
      '  private inFlight: AMOCommand | null = null;\n  private serving: Address | null = null;\n',
    ],
    [
      '    if (!this.isPrimary() || !this.entered) return;\n    if (this.view.backup',
      '    if (!this.isPrimary() || !this.entered) return;\n' +
        '    if (this.serving !== null && this.serving !== command.client) return;\n' +
        '    this.serving = command.client;\n    if (this.view.backup',
    ],
    [
      '    this.inFlight = null;\n    this.executeAndReply(command);',
      '    this.inFlight = null;\n    this.serving = null;\n    this.executeAndReply(command);',
    ],
    [
      '    this.inFlight = null;\n    this.entered',
      '    this.inFlight = null;\n    this.serving = null;\n    this.entered',
    ],
    [
      '  onPingTimer(timer: PingTimer): void {\n',
      '  onPingTimer(timer: PingTimer): void {\n' +
        '    const { backup } = this.view;\n' +
        '    if (this.isPrimary() && backup !== null && this.entered) {\n' +
        '      this.send(new StateTransfer(this.view, this.app), backup);\n    }\n',
    ],
  ],
} as const;

test('a lock that is never freed, though the state is sent again and again', async () => {
  const lab = labCopy('lab2-reference', LOCKED);
  const { stdout } = await labtest(lab, ['run', '2.12', '--seed', '3']);
  expect(stdout).toMatch(/cause +lock-never-freed, .* its field serving still holds client/);
  expect(stdout).not.toContain('still entering');
});

test('a client of lab 1 that sends nothing', async () => {
  const lab = labCopy('lab1-reference', {
    'src/simple-client.ts': [
      ['    this.send(new Request(this.outstanding), this.server);\n', ''],
      ['    this.set(new ClientTimer(this.sequenceNum), CLIENT_RETRY_MILLIS);\n', ''],
    ],
  });
  const { stdout } = await labtest(lab, ['run', '3.6', '--seed', '1']);
  expect(stdout).toContain('client1 waits and has sent its command to nobody');
  expect(stdout).toContain('stalled   client1 waited 30000.0 ms');
});

test('a function in the state: the run is not recorded, and its log is kept', async () => {
  const lab = labCopy('lab2-reference', {
    'src/pb-server.ts': [
      [
        '  private inFlight: AMOCommand | null = null;\n',
        '  private inFlight: AMOCommand | null = null;\n  private then = (): void => undefined;\n',
      ],
    ],
  });
  const { stdout } = await labtest(lab, ['run', '2.8', '--seed', '1']);
  expect(stdout).toContain('server1.then is a function');
  expect(stdout).toMatch(/log +logs/);
});

test('the headline is that of the trace that is shown, each with its time', async () => {
  const lab = labCopy('lab2-reference', {
    'src/amo-application.ts': [
      ['    if (last !== undefined && command.sequenceNum <= last.sequenceNum) return last;\n', ''],
    ],
  });
  const { stdout } = await labtest(lab, ['run', '2.8', '--seed', '1']);
  const told = /Seed 1: at ([\d.]+) ms, client1 got AppendResult\(value=44\)/.exec(stdout);
  expect(told).not.toBeNull();
  expect(stdout).toMatch(
    /in the whole run, at [\d.]+ ms: client1\s+got AppendResult\(value=012344\)/,
  );
});
