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
 * diagnoses quote.
 */
export type StoryStep = { readonly at: number; readonly node: Address } & (
  | { readonly kind: 'start'; readonly effects: StoryEffects }
  | { readonly kind: 'deliver'; readonly message: StoryMessage; readonly effects: StoryEffects }
  | { readonly kind: 'fire'; readonly timer: object; readonly effects: StoryEffects }
  | { readonly kind: 'command'; readonly effects: StoryEffects }
  | { readonly kind: 'crash' }
  /** A message on its way to this node will not arrive: `lost`, `link off`, ... */
  | { readonly kind: 'drop'; readonly message: StoryMessage; readonly reason: string }
);

/** Something that went wrong in a story: advice beside a failure, never a verdict. */
export interface Finding {
  readonly at: number;
  readonly cause: Cause;
  /** The rule that is broken, by its name: `rule 4`. */
  readonly rule: string;
  /** One sentence of evidence. */
  readonly message: string;
  /** What the lab's instructions say about it. */
  readonly advice: string;
}

/** Watches a story for one kind of mistake. Silent on every correct solution. */
export interface Monitor {
  /** Takes the next step; gives what it proves, usually nothing. */
  see(step: StoryStep): readonly Finding[];
}

/** A failure and what is known of how it came about. */
export interface StoryEvidence {
  readonly failure: Failure;
  /** All that happened. */
  readonly story: readonly StoryStep[];
  /** What of it the failure needs, or else all of it, with the nodes' states; if there is. */
  readonly needed: readonly StoryStep[] | undefined;
  /** The class of a message, timer or part of a state. */
  readonly nameOf: (value: object) => string;
}

/** What the authors of a lab know about failures of it. */
export interface LabInsight {
  /** The node whose state decides what may be expected of the others, if there is one. */
  readonly referee?: Address | undefined;
  /** The rules that a story breaks, in its order; nothing for what a correct lab does. */
  broken(story: readonly StoryStep[], nameOf: StoryEvidence['nameOf']): readonly Finding[];
  /** What a failure comes from, the likeliest first; nothing where the evidence is thin. */
  explain(evidence: StoryEvidence): readonly Finding[];
  /** Gives of each step of one story what belongs on its timeline: `view 3 {server2, –}`. */
  timeline(): (step: StoryStep) => string | undefined;
}
