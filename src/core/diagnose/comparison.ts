import type { RunOutcome } from '../testkit/index.js';

/** Something that happened at a time, as text. */
export interface TimedText {
  /** Milliseconds of virtual time. */
  readonly atMs: number;
  readonly text: string;
}

/** What each run has in some place; `undefined` if nothing. */
export interface Pair<T> {
  readonly failing: T | undefined;
  readonly other: T | undefined;
}

/** The first step of a node in the failing run that the other run does not take at that point. */
export interface RunDivergence {
  readonly node: string;
  /** What each run does there: the last step that both take, then those that differ. */
  readonly steps: readonly Pair<TimedText>[];
  /** Which of `steps` is the first that differs. */
  readonly first: number;
  /** Whether the network is the reason: one of the two steps is the loss of a message. */
  readonly isLoss: boolean;
  /** When each run later takes the step that the other one takes here; `undefined` if never. */
  readonly later: Pair<number>;
}

/** The first step that happened once in each run and to which the node reacted differently. */
export interface OtherReaction {
  readonly node: string;
  readonly event: string;
  readonly failing: { readonly atMs: number; readonly does: readonly string[] };
  readonly other: { readonly atMs: number; readonly does: readonly string[] };
}

/** Where two runs of one test diverge, seen from the one that failed. */
export interface Comparison {
  readonly failing: RunOutcome;
  readonly other: RunOutcome;
  /**
   * Whether the clients issue different commands; then steps are compared by their classes alone.
   */
  readonly otherCommands: boolean;
  /** The number of steps of the failing run, and how many of them come before the two diverge. */
  readonly steps: number;
  readonly alike: number;
  readonly divergence: RunDivergence | undefined;
  readonly reaction: OtherReaction | undefined;
  /** The first change on the timeline that differs. */
  readonly timeline: Pair<TimedText> | undefined;
  /** The first result of a client that differs. */
  readonly result: ({ readonly client: string } & Pair<TimedText>) | undefined;
  /** The rules that either run breaks, each with its first evidence. */
  readonly rules: readonly ({ readonly rule: string } & Pair<TimedText>)[];
}
