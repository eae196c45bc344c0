import type { Predicate } from '../predicate/index.js';
import { Links } from '../system/index.js';

interface PhaseFields {
  readonly links: Links;
  readonly invariants: readonly Predicate[];
  readonly goals: readonly Predicate[];
  readonly prunes: readonly Predicate[];
  readonly depthMax: number;
}

/**
 * What one search of a test looks for, and where it may go. Immutable: a test carries settings
 * over from search to search by deriving each from the one before.
 *
 * @example
 * ```ts
 * system.settings
 *   .invariant(RESULTS_OK)
 *   .prune(CLIENTS_DONE)
 *   .network((links) => links.withNode(SERVER, false));
 * ```
 */
export class PhaseSettings {
  readonly links: Links;
  readonly invariants: readonly Predicate[];
  readonly goals: readonly Predicate[];
  readonly prunes: readonly Predicate[];
  /** The maximum number of steps from where the search starts. */
  readonly depthMax: number;

  private constructor(fields: PhaseFields) {
    this.links = fields.links;
    this.invariants = fields.invariants;
    this.goals = fields.goals;
    this.prunes = fields.prunes;
    this.depthMax = fields.depthMax;
  }

  /**
   * Everything on, nothing looked for, no depth of its own.
   *
   * @internal
   */
  static readonly initial = new this({
    links: Links.all,
    invariants: [],
    goals: [],
    prunes: [],
    depthMax: Infinity,
  });

  /** Adds predicates that must hold in every state. */
  invariant(...predicates: readonly Predicate[]): PhaseSettings {
    return this.#with({ invariants: [...this.invariants, ...predicates] });
  }
  /** Adds goals: a state in which any of these predicates holds ends the search. */
  goal(...predicates: readonly Predicate[]): PhaseSettings {
    return this.#with({ goals: [...this.goals, ...predicates] });
  }
  /** Adds predicates; the search does not go beyond a state in which any of them holds. */
  prune(...predicates: readonly Predicate[]): PhaseSettings {
    return this.#with({ prunes: [...this.prunes, ...predicates] });
  }
  withoutGoals(): PhaseSettings {
    return this.#with({ goals: [] });
  }
  withoutPrunes(): PhaseSettings {
    return this.#with({ prunes: [] });
  }
  /**
   * Changes which messages are delivered and which timers fire: `(links) => links.withPartition(s1,
   * vs)`.
   */
  network(change: (links: Links) => Links): PhaseSettings {
    return this.#with({ links: change(this.links) });
  }
  /** Sets how many steps to go from the start, at most; without it, a search goes 1000. */
  depth(depthMax: number): PhaseSettings {
    return this.#with({ depthMax });
  }

  #with(change: Partial<PhaseFields>): PhaseSettings {
    const { links, invariants, goals, prunes, depthMax } = this;
    return new PhaseSettings({ links, invariants, goals, prunes, depthMax, ...change });
  }
}
