import { rootAddress, type Address } from '../lab/index.js';
import { acts, type ActingStep, type StoryMessage, type StoryStep } from '../testkit/index.js';
import type { Leg } from './diagnosis.js';

const HOPS_MAX = 4;
const LEGS_MAX = 8;

/**
 * Follows what a waiting client sent, from message to message, to where the trail ends: which node
 * got what, how often, and did nothing about it.
 *
 * @param steps the part of a story in which the client waited
 * @param nameOf the name of a message's class
 */
export function followTrail(
  steps: readonly StoryStep[],
  client: Address,
  nameOf: (message: object) => string,
): Leg[] {
  const deliveries = new Map<string, StoryStep[]>();
  const first: StoryMessage[] = [];
  for (const step of steps) {
    if (!acts(step)) continue;
    if (step.kind === 'deliver') {
      const known = deliveries.get(step.message.id);
      if (known === undefined) deliveries.set(step.message.id, [step]);
      else known.push(step);
    }
    if (step.node === client) first.push(...sentBy(step));
  }
  const legs: Leg[] = [];
  const seen = new Set<string>();
  let wave: readonly StoryMessage[] = first;
  for (let hops = 0; hops < HOPS_MAX && wave.length > 0; hops++) {
    const next: StoryMessage[] = [];
    for (const group of grouped(wave, nameOf)) {
      const head = group[0] as StoryMessage;
      const name = nameOf(head.message);
      const key = `${head.from}>${head.to}>${name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const arrivals = group.flatMap((message) => deliveries.get(message.id) ?? []);
      const answers = arrivals.filter(hasEffect);
      for (const step of answers) if ('effects' in step) next.push(...sentBy(step));
      legs.push({
        from: head.from,
        to: head.to,
        name,
        sent: group.length,
        delivered: arrivals.length,
        answered: answers.length,
        hops,
      });
    }
    wave = next;
  }
  return legs.slice(0, LEGS_MAX);
}

/** The messages sent by the node of a step, without what a test sends meanwhile. */
function sentBy({ node, effects }: ActingStep): StoryMessage[] {
  return effects.sends.filter(({ from }) => rootAddress(from) === rootAddress(node));
}

function hasEffect(step: StoryStep): boolean {
  if (!('effects' in step)) return false;
  return sentBy(step).length > 0 || step.effects.results.length > 0;
}

/** By sender, receiver and class, in the order in which each first appears. */
function grouped(
  messages: readonly StoryMessage[],
  nameOf: (message: object) => string,
): StoryMessage[][] {
  const groups = new Map<string, StoryMessage[]>();
  for (const message of messages) {
    const key = `${message.from}>${message.to}>${nameOf(message.message)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [message]);
    else group.push(message);
  }
  return [...groups.values()];
}
