import type { Address, Command, Result } from '../lab/index.js';
import type { Cause } from '../support/index.js';
import type { Failure } from './failure.js';

/** A message of a story: decoded data, and an identity that is the same from send to delivery. */
export interface StoryMessage {
  /** The same for the sending and for every delivery of one envelope. */
  readonly id: string;
  readonly from: Address;
  readonly to: Address;
  readonly message: object;
}

/** What one step of a story did. */
export interface StoryEffects {
  readonly sends: readonly StoryMessage[];
  /** The timers that were set, if recorded. */
  readonly sets?: readonly object[] | undefined;
  /** The result that the client worker collected in this step... */
  readonly results: readonly Result[];
  /** ...and the commands it sent. */
  readonly commands: readonly Command[];
  /** The node's state afterwards, if recorded: plain data, with the lab's classes by name. */
  readonly state?: object | undefined;
}

/**
 * One thing that happened, in a run (`at` in milliseconds of virtual time) or on the way to a state
 * of a search (`at` is the number of the step). Monitors watch stories, and diagnoses quote them.
 * The kinds are those of {@link Action}.
 */
export type StoryStep = { readonly at: number; readonly node: Address } & (
  | { readonly kind: 'add'; readonly role: 'server' | 'client'; readonly effects: StoryEffects }
  | { readonly kind: 'deliver'; readonly message: StoryMessage; readonly effects: StoryEffects }
  | { readonly kind: 'fire'; readonly timer: object; readonly effects: StoryEffects }
  | { readonly kind: 'command'; readonly effects: StoryEffects }
  | { readonly kind: 'crash' }
  /** A message on its way to this node will not arrive: `lost`, `link off`, ... */
  | { readonly kind: 'lose'; readonly message: StoryMessage; readonly reason: string }
);

/** A step in which a node did something: any but a crash or a loss. */
export type ActingStep = Extract<StoryStep, { readonly effects: StoryEffects }>;

/**
 * Whether a node did something in a step.
 *
 * @example
 * ```ts
 * if (acts(step)) count += step.effects.sends.length;
 * ```
 */
export function acts(step: StoryStep): step is ActingStep {
  return 'effects' in step;
}

/**
 * What kind of failure a mistake can cause.
 * - `wrong`: a wrong result, or a predicate that does not hold
 * - `stuck`: something that has to happen does not
 * - `answer`: the node that is asked for the state of the whole system gives a wrong answer
 * - `unreached`: a search does not find its goal
 * - `traffic`: too many messages
 * - `misled`: a node gets a message for which it has no handler
 * - `endless`: a run has ever more to do and does not end
 */
export type Harm = 'wrong' | 'stuck' | 'answer' | 'unreached' | 'traffic' | 'misled' | 'endless';

/** A mistake that shows in a story: advice beside a failure, never a verdict. */
export interface Finding {
  readonly at: number;
  /** When it ended, if it lasted; `Infinity` if it lasted to the end. */
  readonly until?: number | undefined;
  /**
   * The failures it can cause, and how directly: findings with a lower number are considered first.
   * It does not explain a failure that is not named here.
   */
  readonly harms: Harms;
  readonly cause: Cause;
  /** The name of the rule that is broken: `rule 4`. */
  readonly rule: string;
  /** One sentence of evidence. */
  readonly message: string;
  /** What the lab's instructions say about it. */
  readonly advice: string;
}

/** How directly a finding causes each kind of failure; the lower, the more directly. */
export type Harms = Readonly<Partial<Record<Harm, number>>>;

/** Watches a story for one kind of mistake. Silent on every correct solution. */
export interface Monitor {
  /** Takes the next step; returns what it proves, usually nothing. */
  see(step: StoryStep): readonly Finding[];
}

/** A failure, and the story that leads to it. */
export interface StoryEvidence {
  readonly failure: Failure;
  /** The steps: at virtual milliseconds in a run, else at the number of their event. */
  readonly story: readonly StoryStep[];
  /** When it ended; in a run, that may be long after the last step. */
  readonly endsAt: number;
  /** In a search: every distinct message sent in any state it saw. */
  readonly everSent?: readonly StoryMessage[] | undefined;
  /** What nodes held at the end, if known. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
  /** The name of the class of a message, timer or part of a state. */
  readonly nameOf: (value: object) => string;
}

/** How the authors of a lab explain its failures. */
export interface LabInsight {
  /** The node whose state decides what to expect of the others, if there is one. */
  readonly arbiter?: Address | undefined;
  /** The rules that a story breaks, in its order; none for a correct lab. */
  broken(story: readonly StoryStep[], nameOf: StoryEvidence['nameOf']): readonly Finding[];
  /**
   * All mistakes in a story that may have caused a failure, in any order. Which of them did is not
   * for the insight to decide.
   */
  explain(evidence: StoryEvidence): readonly Finding[];
  /**
   * Returns a function that gives, for each step of one story, its entry on the timeline: `view 3
   * {server2, –}`.
   */
  timeline(): (step: StoryStep) => string | undefined;
}
