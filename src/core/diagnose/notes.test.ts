import { expect, test } from 'vitest';
import { ClassTable } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import type { Trace } from '../trace/index.js';
import { noted } from './notes.js';
import type { NamedMistake, When } from './diagnosis.js';

const crash = (atMs: number): Trace['events'][number] => ({
  action: { kind: 'crash', node: toAddress('server1') },
  atMs,
});
const trace = { events: [crash(1), crash(2.25), crash(7)] } as unknown as Trace;

/** The note of a mistake that was made then. */
function noteOf(when: When, isOfTrace = false) {
  const cause: NamedMistake = { cause: 'amnesia', rule: 'r', message: 'm', advice: 'a', ...when };
  const known = { insight: undefined, classes: new ClassTable() };
  const { notes } = noted(trace, { diagnosis: { cause }, isOfTrace, ...known });
  return notes?.advice[0];
}

test('a mistake is placed by step number in the diagnosed trace, else by its time', () => {
  expect(noteOf({ step: 3, atMs: 99 }, true)).toMatchObject({ text: 'amnesia: m', step: 3 });
  expect(noteOf({ step: 40, atMs: 2.25 })).toMatchObject({ text: 'amnesia: m', step: 2 });
});

test('a mistake whose step the trace does not have says where it is', () => {
  expect(noteOf({ step: 40, atMs: 99 })).toMatchObject({
    text: 'amnesia: m (at 99.0 ms, after this trace ends)',
    step: undefined,
  });
  expect(noteOf({ step: 40, atMs: 3 })?.text).toBe(
    'amnesia: m (at 3.0 ms, not in this trace, which was minimised)',
  );
  expect(noteOf({})).toMatchObject({ text: 'amnesia: m', step: undefined });
});
