import type { Address, Command } from '../lab/index.js';
import type { StoryStep } from '../testkit/index.js';

/** A command that waited for its result. */
export interface Stall {
  readonly client: Address;
  readonly command: Command;
  /** Times in the story: when it was issued, and when its result arrived. */
  readonly from: number;
  readonly to: number;
  /** Whether it was still waiting when the story ended. */
  readonly forever: boolean;
}

/**
 * The command of a story that waited longest; one that never got its result goes before one that
 * did, unless that waited twice as long.
 *
 * @param endsAt when the story ended: nothing may happen while a client waits
 */
export function longestStall(
  story: readonly StoryStep[],
  endsAt: number | undefined,
): Stall | undefined {
  const open = new Map<Address, { readonly command: Command; readonly from: number }>();
  const end = Math.max(story.at(-1)?.at ?? 0, endsAt ?? 0);
  let longest: Stall | undefined;
  const close = (client: Address, to: number, forever: boolean): void => {
    const waiting = open.get(client);
    open.delete(client);
    if (waiting === undefined) return;
    const stall = { client, command: waiting.command, from: waiting.from, to, forever };
    if (longest === undefined || isLonger(stall, longest)) longest = stall;
  };
  for (const step of story) {
    if (step.kind === 'lose') continue;
    // A client that is removed at the end of its work no longer waits for anything.
    if (step.kind === 'crash') open.delete(step.node);
    else {
      if (step.effects.results.length > 0) close(step.node, step.at, false);
      const command = step.effects.commands.at(-1);
      if (command !== undefined) open.set(step.node, { command, from: step.at });
    }
  }
  for (const client of [...open.keys()].sort()) close(client, end, true);
  return longest;
}

/** A wait without end counts twice: one that ended is over, however long it was. */
function isLonger(a: Stall, b: Stall): boolean {
  return weightOf(a) > weightOf(b);
}

function weightOf({ from, to, forever }: Stall): number {
  return (to - from) * (forever ? 2 : 1);
}
