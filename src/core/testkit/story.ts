import type { Address, Command, Result } from '../lab/index.js';
import type { Cause } from '../support/index.js';
import type { Failure } from './failure.js';

/** A message of a story: decoded data, and an identity that is the same from send to delivery. */
export interface StoryMessage {
  /** Equal for the sending and every delivery of one envelope. */
  readonly id: string;
  readonly from: Address;
  readonly to: Address;
  readonly message: object;
}

/** What one step of a story did beside reacting. */
export interface StoryEffects {
  readonly sends: readonly StoryMessage[];
  /** The timers that were set, where that was kept. */
  readonly sets?: readonly object[] | undefined;
  /** The client worker collected this result in this step... */
  readonly results: readonly Result[];
  /** ...and handed in these commands. */
  readonly commands: readonly Command[];
  /** The node's state afterwards, where it was kept: plain data, with the lab's classes by name. */
  readonly state?: object | undefined;
}

/**
 * One thing that happened, in a run (`at` in milliseconds of virtual time) or on the way to a
 * state of a search (`at` is the number of the step). Stories are what monitors watch and
 * diagnoses quote. Kinds are those of {@link Action}.
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

/** A step in which a node did something: all but crashes and losses. */
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
 * What a mistake can bring about.
 * - `wrong`: a wrong result, or a statement that does not hold
 * - `stuck`: something that has to happen does not
 * - `answer`: who is asked for the state of the whole says something wrong
 * - `unreached`: a search does not find its goal
 * - `traffic`: too many messages
 * - `misled`: a node is sent what it has no handler for
 * - `endless`: a run has ever more to do and comes to no end
 */
export type Harm = 'wrong' | 'stuck' | 'answer' | 'unreached' | 'traffic' | 'misled' | 'endless';

/** Something that went wrong in a story: advice beside a failure, never a verdict. */
export interface Finding {
  readonly at: number;
  /** Until when it lasted, of something that lasts: `Infinity` to the end. */
  readonly until?: number | undefined;
  /**
   * What it can bring about, and how directly: what has a lower number is asked before others.
   * What is not named, it does not explain.
   */
  readonly harms: Harms;
  readonly cause: Cause;
  /** The rule that is broken, by its name: `rule 4`. */
  readonly rule: string;
  /** One sentence of evidence. */
  readonly message: string;
  /** What the lab's instructions say about it. */
  readonly advice: string;
}

/** By harm: how directly. */
export type Harms = Readonly<Partial<Record<Harm, number>>>;

/** Watches a story for one kind of mistake. Silent on every correct solution. */
export interface Monitor {
  /** Takes the next step; gives what it proves, usually nothing. */
  see(step: StoryStep): readonly Finding[];
}

/** A failure and a story that leads to it. */
export interface StoryEvidence {
  readonly failure: Failure;
  /** In a run with times in virtual milliseconds; else a step is numbered by its event. */
  readonly story: readonly StoryStep[];
  /** When it ended: in a run nothing at all may happen in the end. */
  readonly endsAt: number;
  /** Of a search: every different message that was sent in any state it saw. */
  readonly everSent?: readonly StoryMessage[] | undefined;
  /** What nodes held in the end, where that is known. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
  /** The class of a message, timer or part of a state. */
  readonly nameOf: (value: object) => string;
}

/** What the authors of a lab know about failures of it. */
export interface LabInsight {
  /** The node whose state decides what may be expected of the others, if there is one. */
  readonly arbiter?: Address | undefined;
  /** The rules that a story breaks, in its order; nothing for what a correct lab does. */
  broken(story: readonly StoryStep[], nameOf: StoryEvidence['nameOf']): readonly Finding[];
  /**
   * All that went wrong in a story and may have brought a failure about, in any order; what of it
   * did is not for the insight to say.
   */
  explain(evidence: StoryEvidence): readonly Finding[];
  /** Gives of each step of one story what belongs on its timeline: `view 3 {server2, –}`. */
  timeline(): (step: StoryStep) => string | undefined;
}
