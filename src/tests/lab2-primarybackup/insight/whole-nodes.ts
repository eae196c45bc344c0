import { rootAddress } from '../../../index.js';
import type { StoryMessage, StoryStep } from '../../../testing.js';

/** A story in which a node stands for its parts: the rules speak of servers, not of their parts. */
export function ofWholeNodes(story: readonly StoryStep[]): readonly StoryStep[] {
  return story.some(hasParts) ? story.map(ofWholeNode) : story;
}

/** Whether a node or one of its parts sent something to itself: it has not reacted to the end. */
export function goesOnWithin({ node, ...step }: StoryStep): boolean {
  return 'effects' in step && step.effects.sends.some(({ to }) => rootAddress(to) === node);
}

function hasParts(step: StoryStep): boolean {
  return messagesOf(step).some(({ from, to }) => isPart(from) || isPart(to));
}

function isPart(address: StoryMessage['to']): boolean {
  return rootAddress(address) !== address;
}

function messagesOf(step: StoryStep): StoryMessage[] {
  return [
    ...('message' in step ? [step.message] : []),
    ...('effects' in step ? step.effects.sends : []),
  ];
}

function ofWholeNode(step: StoryStep): StoryStep {
  const node = rootAddress(step.node);
  if (step.kind === 'crash') return { ...step, node };
  if (step.kind === 'drop') return { ...step, node, message: betweenNodes(step.message) };
  const effects = { ...step.effects, sends: step.effects.sends.map(betweenNodes) };
  if (step.kind !== 'deliver') return { ...step, node, effects };
  return { ...step, node, effects, message: betweenNodes(step.message) };
}

function betweenNodes(message: StoryMessage): StoryMessage {
  return { ...message, from: rootAddress(message.from), to: rootAddress(message.to) };
}
