/**
 * How far a state got, as one number: first its clients' results, then the messages that were sent.
 * A result counts as much as a million messages.
 */
const RESULT_WORTH = 1_000_000;

export function progressOf(results: number, messages: number): number {
  return results * RESULT_WORTH + messages;
}

/** Writes a progress as two integers, at `at` and after it. */
export function storeProgress(ints: Int32Array, at: number, progress: number): void {
  const results = Math.floor(progress / RESULT_WORTH);
  ints[at] = results;
  ints[at + 1] = progress - results * RESULT_WORTH;
}

export function loadProgress(ints: Int32Array, at: number): number {
  return (ints[at] as number) * RESULT_WORTH + (ints[at + 1] as number);
}
