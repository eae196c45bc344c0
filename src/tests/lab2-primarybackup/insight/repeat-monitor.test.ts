import { expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { client, server, type StoryStep } from '../../../testing.js';
import { RepeatMonitor } from './repeat-monitor.js';

class Taken extends Message {
  readonly viewNum: number;
  constructor(viewNum: number) {
    super();
    this.viewNum = viewNum;
  }
}

const [s1, s2, c1] = [server(1), server(2), client(1)];
const NOTHING = { sends: [], results: [], commands: [] };

/** A node gets a message, and holds this from then on. */
interface Arrival {
  readonly from?: Address;
  readonly viewNum?: number;
  readonly slot: number;
  /** It is no message but a timer. */
  readonly isTimer?: boolean;
}

function found(...arrivals: readonly Arrival[]): string[] {
  const monitor = new RepeatMonitor((value) => value.constructor.name);
  const added: StoryStep[] = [
    { kind: 'add', at: 0, node: s1, role: 'server', effects: { ...NOTHING, state: { slot: 0 } } },
    { kind: 'add', at: 0, node: c1, role: 'client', effects: NOTHING },
  ];
  const steps = arrivals.map(
    ({ from = s2, viewNum = 2, slot, isTimer = false }, index): StoryStep => {
      const message = { id: `${index}`, from, to: s1, message: new Taken(viewNum) };
      const effects = { ...NOTHING, state: { slot } };
      const step = { at: index + 1, node: s1, effects };
      return isTimer ? { kind: 'fire', timer: {}, ...step } : { kind: 'deliver', message, ...step };
    },
  );
  return [...added, ...steps].flatMap((step) => monitor.see(step)).map(({ message }) => message);
}

test('a word that comes twice sets back what has gone on since', () => {
  expect(found({ slot: 1 }, { viewNum: 3, slot: 2 }, { slot: 0 })).toEqual([
    'server1 got the same Taken of server2 twice, and it changed something both times, now ' +
      'slot: 2 → 0',
  ]);
});

test('what changes nothing when it comes again, or only then, is right', () => {
  expect(found({ slot: 1 }, { slot: 1 })).toEqual([]);
  expect(found({ slot: 0 }, { slot: 1 })).toEqual([]);
});

test('what differs, and what a client asks for again, is no repeat', () => {
  expect(found({ slot: 1 }, { viewNum: 3, slot: 2 })).toEqual([]);
  expect(found({ from: c1, slot: 1 }, { from: c1, slot: 2 })).toEqual([]);
});

test('what counts the time without an answer is set back by each', () => {
  const waits = { slot: 1, isTimer: true };
  expect(found(waits, { slot: 0 }, waits, { slot: 0 })).toEqual([]);
});
