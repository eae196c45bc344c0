import type { RunOutcome } from '../testkit/index.js';

/** Something at a time, as one reads it. */
export interface TimedText {
  /** Milliseconds of virtual time. */
  readonly atMs: number;
  readonly text: string;
}

/** What each run has in some place; `undefined`: nothing. */
export interface Pair<T> {
  readonly failing: T | undefined;
  readonly other: T | undefined;
}

/** The first step of the failing run that the other one does not take at that point of a node. */
export interface RunDivergence {
  readonly node: string;
  /** What each does there: the last step both take, then those in which they differ. */
  readonly steps: readonly Pair<TimedText>[];
  /** Which of `steps` is the first that differs. */
  readonly first: number;
  /** Whether the network did it: one of the two steps is the loss of a message. */
  readonly isLoss: boolean;
  /** When each run takes, later, the step that the other one takes here; `undefined`: never. */
  readonly later: Pair<number>;
}

/** The first thing that happened once in each run and that a node took differently. */
export interface OtherReaction {
  readonly node: string;
  readonly event: string;
  readonly failing: { readonly atMs: number; readonly does: readonly string[] };
  readonly other: { readonly atMs: number; readonly does: readonly string[] };
}

/** Where two runs of one test part, told of the one that failed. */
export interface Comparison {
  readonly failing: RunOutcome;
  readonly other: RunOutcome;
  /** Whether the clients ask for other things: then steps are compared by their classes alone. */
  readonly otherCommands: boolean;
  /** Steps of the failing run, and how many of them come before the two part. */
  readonly steps: number;
  readonly alike: number;
  readonly divergence: RunDivergence | undefined;
  readonly reaction: OtherReaction | undefined;
  /** The first change on the timeline that differs. */
  readonly timeline: Pair<TimedText> | undefined;
  /** The first result of a client that differs. */
  readonly result: ({ readonly client: string } & Pair<TimedText>) | undefined;
  /** The rules that either breaks, each with its first evidence. */
  readonly rules: readonly ({ readonly rule: string } & Pair<TimedText>)[];
}
