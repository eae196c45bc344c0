import type { StoryStep } from '../testkit/index.js';

/**
 * The steps that happened before some others, or are among them: an earlier step of the same node,
 * the sending of the message that a step received, and whatever happened before those. A command
 * comes after every result that existed by then, since tests and predicates about histories take it
 * so.
 *
 * @param ends the other steps, by index
 * @returns 1 for each step that did
 */
export function causalPast(story: readonly StoryStep[], ends: readonly number[]): Uint8Array {
  const past = new Uint8Array(story.length);
  const last = new Set(ends);
  const nodes = new Set<string>();
  const messages = new Set<string>();
  let isAsked = false;
  for (let index = story.length - 1; index >= 0; index--) {
    const step = story[index];
    if (step === undefined || step.kind === 'lose') continue;
    const { sends, results, commands } = step.kind === 'crash' ? NOTHING : step.effects;
    const isPast =
      last.has(index) ||
      nodes.has(step.node) ||
      (isAsked && results.length > 0) ||
      sends.some(({ id }) => messages.has(id));
    if (!isPast) continue;
    past[index] = 1;
    nodes.add(step.node);
    if (step.kind === 'deliver') messages.add(step.message.id);
    isAsked ||= commands.length > 0;
  }
  return past;
}

const NOTHING: Pick<
  Extract<StoryStep, { kind: 'fire' }>['effects'],
  'sends' | 'results' | 'commands'
> = { sends: [], results: [], commands: [] };
