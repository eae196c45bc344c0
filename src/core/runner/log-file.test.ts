import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LogRecord } from '../testkit/index.js';
import { formatRecord, LogFile } from './log-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'labtest-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const onUnsaved = (why: string): void => expect.unreachable(why);
const record = (at: number): LogRecord => ({ at, node: 'server1', level: 'FINER', text: 'ping' });

describe('formatRecord', () => {
  it('puts time, node and level into every line', () => {
    const text = formatRecord({ at: 12.5, node: 'server1', level: 'INFO', text: 'one\ntwo' });
    expect(text).toBe(
      '      12.500 server1      INFO    one\n      12.500 server1      INFO    two\n',
    );
  });
});

describe('LogFile', () => {
  it('ends where it cannot be written, and says why once', () => {
    const told: string[] = [];
    const gone = path.join(folder, 'not-there', 'a.log');
    const log = new LogFile(gone, { onUnsaved: (why) => told.push(why) });
    for (let i = 0; i < 10_000; i++) log.write(record(i));
    expect(log.close()).toBe(false);
    expect(told).toEqual(['the folder is gone']);
  });

  it('makes no file when nothing is logged', () => {
    const file = path.join(folder, 'empty.log');
    expect(new LogFile(file, { onUnsaved }).close()).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it('keeps everything when it has no bounds', () => {
    const file = path.join(folder, 'whole.log');
    const log = new LogFile(file, { onUnsaved });
    for (let at = 0; at < 5000; at++) log.write(record(at));
    expect(log.close()).toBe(true);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5001);
  });

  it('keeps both ends within its bounds and says how much is missing', () => {
    const file = path.join(folder, 'bounded.log');
    const log = new LogFile(file, { bounds: { headMax: 2000, tailMax: 1000 }, onUnsaved });
    for (let at = 0; at < 5000; at++) log.write(record(at));
    log.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const cut = lines.findIndex((line) => line.startsWith('...'));
    const missing = Number(/\d+/.exec(lines[cut] as string)?.[0]);
    expect(lines.length - 1 + missing).toBe(5000);
    expect(lines.join('\n').length).toBeLessThan(2000 + 2 * 1000 + 200);
    expect(lines[0]).toContain(' 0.000 ');
    expect(lines.at(-1)).toContain(' 4999.000 ');
  });

  it('keeps all of what fits, without a word', () => {
    const file = path.join(folder, 'fits.log');
    const log = new LogFile(file, { bounds: { headMax: 1000, tailMax: 1000 }, onUnsaved });
    for (let at = 0; at < 40; at++) log.write(record(at));
    log.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => Number(line.slice(0, 12)))).toEqual(
      Array.from({ length: 40 }, (_, at) => at),
    );
  });
});
