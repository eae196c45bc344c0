import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { BARE_TERMS } from '../given/index.js';
import type { BoundLab } from '../box/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { BoxKilled, ProcessLine } from './process-line.js';

const LAB = { terms: {}, files: {} } as unknown as BoundLab;

type Request = Parameters<ProcessLine['ask']>[0];

/** A box that counts its questions, ends when it is asked `3`, and stops itself at `4`. */
const COUNTING = `
  const { readSync, writeSync } = require('node:fs');
  const read = (bytes) => {
    const buffer = Buffer.alloc(bytes);
    for (let at = 0; at < bytes;) {
      const count = readSync(0, buffer, at, bytes - at, null);
      if (count === 0) process.exit();
      at += count;
    }
    return buffer;
  };
  const next = () => JSON.parse(read(read(4).readUInt32LE()).toString());
  next();
  for (let number = 1; ; number++) {
    const { call } = next();
    if (call === 3) process.exit(3);
    if (call === 4) process.kill(process.pid, 'SIGSTOP');
    const line = { level: 'INFO', text: number + ': ' + call };
    const text = JSON.stringify({ kind: 'log', lines: [line] });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    writeSync(1, length);
    writeSync(1, text);
  }
`;
const counted = (call: number): Request =>
  ({ kind: 'log', instance: 'first', call }) as unknown as Request;
const answer = (text: string): object => ({ kind: 'log', lines: [{ level: 'INFO', text }] });

/** The outcome of a question to a box that is started with this command. */
function asked(command: Pick<BoxCommand, 'program' | 'args'>): unknown {
  const start: BoxCommand = { level: 'D', env: {}, ...command };
  const line = new ProcessLine(LAB, BARE_TERMS.given.createTable(), start, 1000);
  try {
    return line.ask({ kind: 'load' } as unknown as Request);
  } finally {
    line.close();
  }
}

describe('a box that cannot start', () => {
  const words = 'bwrap: Creating new namespace failed: Resource temporarily unavailable';

  test.each([
    ['since its program is not there', { program: '/no/such/program', args: [] }],
    [
      'since the machine refuses it',
      { program: 'sh', args: ['-c', `echo "${words}" >&2; exit 1`] },
    ],
  ])('%s says nothing of the lab', (_why, command) => {
    expect(() => asked(command)).toThrow(BoxKilled);
  });

  test('is not taken for one that ended while the lab ran in it', () => {
    const command = { program: 'sh', args: ['-c', 'exit 3'] };
    expect(asked(command)).toMatchObject({ kind: 'lost', how: 'ended the process it ran in' });
  });
});

describe('a question that is sent before it is asked', () => {
  const counting = (): ProcessLine => {
    const start: BoxCommand = {
      level: 'D',
      env: {},
      program: process.execPath,
      args: ['-e', COUNTING],
    };
    return new ProcessLine(LAB, BARE_TERMS.given.createTable(), start, 1000);
  };

  test('is answered once, where it is asked', () => {
    const box = counting();
    const first = counted(1);
    expect(box.ask(counted(0))).toEqual(answer('1: 0'));
    box.prepare(first);
    expect(box.ask(first)).toEqual(answer('2: 1'));
    expect(box.ask(first)).toEqual(answer('3: 1'));
    box.close();
  });

  test('is answered no more once something else was asked', () => {
    const box = counting();
    const first = counted(1);
    box.prepare(first);
    expect(box.ask(counted(2))).toEqual(answer('2: 2'));
    expect(box.ask(first)).toMatchObject({ kind: 'lost' });
    expect(box.ask(counted(2))).toEqual(answer('3: 2'));
    box.close();
  });

  test('is not waited for when the box has stopped itself', () => {
    const box = counting();
    expect(box.ask(counted(0))).toEqual(answer('1: 0'));
    expect(box.ask(counted(4))).toMatchObject({ kind: 'lost' });
    box.close();
  });

  test('and ends the box costs the answer to it, not that to another one', () => {
    const box = counting();
    const [end, again] = [counted(3), counted(3)];
    box.prepare(end);
    expect(box.ask(end)).toMatchObject({ kind: 'lost', how: 'ended the process it ran in' });
    expect(box.ask(counted(0))).toEqual(answer('1: 0'));
    box.prepare(again);
    expect(box.ask(counted(2))).toEqual(answer('1: 2'));
    box.close();
  });
});
