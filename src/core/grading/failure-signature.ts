import type { TestOutcome } from '../runner/index.js';
import { digestOf } from './test-record.js';

/**
 * The same for failures that one comment answers: the mistake that the diagnosis names, or, where
 * it names none, the kind of failure and its sentence without what differs from lab to lab.
 */
export function failureSignature({ number, verdict, cause, failure, reason }: TestOutcome): string {
  if (cause !== undefined) return `${number} ${cause}`;
  const said = normalised(failure?.message ?? reason ?? verdict);
  return `${number} ${failure?.kind ?? verdict} ${digestOf(said)}`;
}

/** A sentence without its numbers, quoted texts and places. */
function normalised(sentence: string): string {
  return sentence
    .slice(0, 400)
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/[\w./-]+\.ts:\d+(:\d+)?/g, 'file')
    .replaceAll(/\d+(\.\d+)?/g, '#');
}
