import { print, type ClassTable } from '../canon/index.js';
import { unreachable } from '../support/index.js';
import { Narrator, type Content } from '../system/index.js';
import type { StoryEffects, StoryStep } from '../testkit/index.js';

/** A step of a story in the form in which it is compared with those of another story. */
export interface ComparedStep {
  /** Milliseconds of virtual time. */
  readonly atMs: number;
  readonly node: string;
  /** What happened there: `gets Request(…) from client1`, `RetryTimer fires`. */
  readonly text: string;
  /**
   * The same without the contents of messages and timers: equal even in runs with different
   * commands.
   */
  readonly outline: string;
  /** The network lost a message; no node did anything. */
  readonly isLoss: boolean;
  /** The node's reaction: `sends Reply(…) to client1`. */
  readonly reaction: readonly string[];
}

/** Describes what happened without the contents of messages, timers and commands: `Request`. */
class Outliner extends Narrator {
  readonly #nameOf: (value: object) => string;

  constructor(classes: ClassTable) {
    super(classes);
    this.#nameOf = (value) => classes.nameOf(value) ?? 'message';
  }

  override text(content: Content): string {
    return typeof content === 'string' ? super.text(content) : this.#nameOf(content);
  }
}

/** The steps of a story, in order. */
export function comparedSteps(story: readonly StoryStep[], classes: ClassTable): ComparedStep[] {
  const narrator = new Narrator(classes);
  const outliner = new Outliner(classes);
  return story.map((step) => ({
    atMs: step.at,
    node: step.node,
    text: happened(step, narrator),
    outline: happened(step, outliner),
    isLoss: step.kind === 'lose',
    reaction: 'effects' in step ? reactionTo(step.effects, narrator) : [],
  }));
}

/** The commands that each client issued, in order. */
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

/** What happened at the step's node: `gets Vote(round=1) from server1`. */
function happened(step: StoryStep, narrator: Narrator): string {
  switch (step.kind) {
    case 'add':
      return 'starts';
    case 'crash':
      return 'crashes';
    case 'deliver':
      return narrator.gets(step.message);
    case 'lose':
      return narrator.misses(step.message, step.reason);
    case 'fire':
      return narrator.fires(step);
    case 'command':
      return step.effects.commands.map((command) => narrator.isAsked(command)).join(', ');
    default:
      return unreachable(step);
  }
}

/** What a node did, one line per effect. */
function reactionTo({ sends, results }: StoryEffects, narrator: Narrator): string[] {
  return [
    ...sends.map((message) => narrator.sends(message)),
    ...results.map((result) => narrator.hasResult(result)),
  ];
}
