/**
 * Labs that once had a false cause, as a student runs them.
 */
import { expect, test } from 'vitest';
import { labCopy, labtest } from './cli-process.js';

/** Serves one client at a time, and is not freed for a command that was executed before. */
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
