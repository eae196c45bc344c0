import { rootAddress } from '../../../index.js';
import { newestViewIn } from './contents.js';
import { type ActingStep, acts, type StoryMessage, type StoryStep } from '../../../testing.js';

type Delivery = Extract<StoryStep, { kind: 'deliver' }>;
/**
 * A story in which a node stands for its parts, since the rules speak of servers. A message that
 * one part passes on to another, without any message to other nodes, has reached the node when it
 * arrives there.
 */
export function ofWholeNodes(story: readonly StoryStep[]): readonly StoryStep[] {
  if (!story.some(hasParts)) return story;
  /** The outside message that led to a message between parts of one node, by its id. */
  const passedOn = new Map<string, StoryMessage | undefined>();
  return story.map((step) => {
    const whole = ofWholeNode(step);
    if (!acts(whole)) return whole;
    return asTheNodeSeesIt(whole, passedOn);
  });
}

/** Messages as they go from node to node; those within one node are left out. */
export function betweenWholeNodes(messages: readonly StoryMessage[]): StoryMessage[] {
  return messages.map(betweenNodes).filter((message) => !staysWithin(message));
}

function asTheNodeSeesIt(
  step: ActingStep,
  passedOn: Map<string, StoryMessage | undefined>,
): StoryStep {
  const message = step.kind === 'deliver' ? outerMessage(step, passedOn) : undefined;
  const within = step.effects.sends.filter(staysWithin);
  const sends = step.effects.sends.filter((sent) => !staysWithin(sent));
  // What a test sends meanwhile is not a reaction of the node.
  const isThere = within.length === 0 || sends.some(({ from }) => from === step.node);
  for (const { id } of within) passedOn.set(id, isThere ? undefined : message);
  const effects = { ...step.effects, sends };
  if (step.kind !== 'deliver') return { ...step, effects };
  const { at, node } = step;
  if (message !== undefined && isThere) return { at, node, kind: 'deliver', message, effects };
  // A part that another part tells of a view, perhaps again, knows it from now on.
  const { message: inner } = step;
  const tells = staysWithin(inner) && newestViewIn(inner.message) !== undefined;
  if (tells) return { at, node, kind: 'deliver', message: inner, effects };
  // Internal activity of the node: nobody outside has asked for this.
  return { at, node, kind: 'fire', timer: {}, effects };
}

/** The message from outside that finally arrives with this one. */
function outerMessage(
  { message }: Delivery,
  passedOn: ReadonlyMap<string, StoryMessage | undefined>,
): StoryMessage | undefined {
  return staysWithin(message) ? passedOn.get(message.id) : message;
}

function hasParts(step: StoryStep): boolean {
  const messages = [
    ...('message' in step ? [step.message] : []),
    ...('effects' in step ? step.effects.sends : []),
  ];
  return messages.some(({ from, to }) => isPart(from) || isPart(to));
}

function isPart(address: StoryMessage['to']): boolean {
  return rootAddress(address) !== address;
}

function staysWithin({ from, to }: StoryMessage): boolean {
  return from === to;
}

function ofWholeNode(step: StoryStep): StoryStep {
  const node = rootAddress(step.node);
  if (step.kind === 'crash') return { ...step, node };
  if (step.kind === 'lose') return { ...step, node, message: betweenNodes(step.message) };
  const effects = { ...step.effects, sends: step.effects.sends.map(betweenNodes) };
  if (step.kind !== 'deliver') return { ...step, node, effects };
  return { ...step, node, effects, message: betweenNodes(step.message) };
}

function betweenNodes(message: StoryMessage): StoryMessage {
  return { ...message, from: rootAddress(message.from), to: rootAddress(message.to) };
}
