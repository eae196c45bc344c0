import { describe, expect, test } from 'vitest';
import { BARE_TERMS } from '../given/index.js';
import type { BoundLab } from '../box/index.js';
import type { BoxCommand } from '../isolation/index.js';
import { BoxKilled, ProcessLine } from './process-line.js';

const LAB = { terms: {}, files: {} } as unknown as BoundLab;

/** The outcome of a question to a box that is started with this command. */
function asked(command: Pick<BoxCommand, 'program' | 'args'>): unknown {
  const start: BoxCommand = { level: 'D', env: {}, ...command };
  const line = new ProcessLine(LAB, BARE_TERMS.given.createTable(), start, 1000);
  try {
    return line.ask({ kind: 'load' } as unknown as Parameters<ProcessLine['ask']>[0]);
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
