import type { Cause, LabFaultData } from '../support/index.js';

/** What refusals say, in our own words, and what they are about. */
const REFUSALS: readonly (readonly [RegExp, Cause])[] = [
  [/\basync\b|returned a promise/, 'async-handler'],
  [/\bDate\b|\bperformance\b/, 'clock'],
  [/Math\.random|\bcrypto\b/, 'randomness'],
  [/\bset(Timeout|Interval|Immediate)\b|queueMicrotask/, 'real-timer'],
  [/module|static field|closure/, 'state-outside-node'],
];

/** The cause that a fault of the lab's own code names by itself. */
export function causeOfFault({ kind, message }: LabFaultData): Cause | undefined {
  switch (kind) {
    case 'export':
      return 'export-missing';
    case 'no-handler':
      return 'no-handler';
    case 'budget':
      return /sends more|sets more/.test(message) ? 'timers-multiply' : 'handler-does-not-end';
    case 'exception':
      return 'handler-throws';
    case 'state':
      return message.includes('a function') ? 'function-in-state' : undefined;
    case 'load':
    case 'call':
      if (message.includes('which is no address')) return 'send-to-null';
      return REFUSALS.find(([words]) => words.test(message))?.[1];
  }
}
