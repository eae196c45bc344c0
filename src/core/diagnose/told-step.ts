import { print, type ClassTable } from '../canon/index.js';
import { unreachable } from '../support/index.js';
import type { StoryEffects, StoryStep } from '../testkit/index.js';

/** A step of a story as it is compared with those of another one. */
export interface ToldStep {
  /** Milliseconds of virtual time. */
  readonly atMs: number;
  readonly node: string;
  /** What happened there: `client1: Request(…)`, `RetryTimer fires`. */
  readonly text: string;
  /** The same without what messages and timers hold: alike in runs that ask for other things. */
  readonly outline: string;
  /** A message that the network lost: no doing of any node. */
  readonly isLoss: boolean;
  /** What the node did about it: `sends Reply(…) to client1`. */
  readonly reaction: readonly string[];
}

/** The steps of a story, in its order. */
export function tellSteps(story: readonly StoryStep[], classes: ClassTable): ToldStep[] {
  return story.map((step) => tell(step, classes));
}

/** The commands that each client handed in, in its order. */
export function commandsOf(
  story: readonly StoryStep[],
  classes: ClassTable,
): Map<string, readonly string[]> {
  const commands = new Map<string, string[]>();
  for (const step of story) {
    if (!('effects' in step)) continue;
    const printed = step.effects.commands.map((command) => print(command, classes));
    commands.set(step.node, [...(commands.get(step.node) ?? []), ...printed]);
  }
  return commands;
}

function tell(step: StoryStep, classes: ClassTable): ToldStep {
  const { at: atMs, node, kind } = step;
  const reaction = 'effects' in step ? told(step.effects, classes) : [];
  const common = { atMs, node, isLoss: kind === 'drop', reaction };
  const nameOf = (object: object): string => classes.nameOf(object) ?? 'message';
  switch (kind) {
    case 'deliver': {
      const { from, message } = step.message;
      return {
        ...common,
        text: `${from}: ${print(message, classes)}`,
        outline: `${from}: ${nameOf(message)}`,
      };
    }
    case 'drop': {
      const { from, message } = step.message;
      const why = step.reason === 'lost' ? 'is lost' : `is lost (${step.reason})`;
      return {
        ...common,
        text: `${from}: ${print(message, classes)} ${why}`,
        outline: `${from}: ${nameOf(message)} ${why}`,
      };
    }
    case 'fire':
      return {
        ...common,
        text: `${print(step.timer, classes)} fires`,
        outline: `${nameOf(step.timer)} fires`,
      };
    case 'command': {
      const asked = step.effects.commands.map((command) => print(command, classes));
      return { ...common, text: `asks for ${asked.join(', ')}`, outline: 'asks' };
    }
    case 'start':
      return { ...common, text: 'starts', outline: 'starts' };
    case 'crash':
      return { ...common, text: 'crashes', outline: 'crashes' };
    default:
      return unreachable(kind);
  }
}

function told({ sends, results }: StoryEffects, classes: ClassTable): string[] {
  return [
    ...sends.map(({ to, message }) => `sends ${print(message, classes)} to ${to}`),
    ...results.map((result) => `has its result ${print(result, classes)}`),
  ];
}
