import type { Predicate } from '../../predicate/index.js';
import type { InternedViews } from './interned-views.js';
import type { Outcome } from './locals.js';
import type { SearchSettings } from '../search.js';

/** A predicate that combines no others. */
export type Leaf = Exclude<Predicate, { readonly kind: 'not' | 'and' | 'or' }>;

/** The leaf predicates that a predicate is made of. */
export function leavesOf(predicate: Predicate): readonly Leaf[] {
  switch (predicate.kind) {
    case 'not':
      return leavesOf(predicate.inner);
    case 'and':
    case 'or':
      return predicate.parts.flatMap(leavesOf);
    default:
      return [predicate];
  }
}

/**
 * Knows which outcomes may change the value of a predicate, from what the predicate reads. An
 * outcome that changes none leads from a state that passed every check to one that passes too.
 */
export class Sensitivity {
  readonly #views: InternedViews;
  readonly #all: readonly Leaf[];
  readonly #prunes: readonly Leaf[];
  readonly #matches = new Map<Leaf, boolean[]>();

  constructor(settings: SearchSettings, views: InternedViews) {
    const { invariants, goals, prunes } = settings;
    this.#views = views;
    this.#all = [...invariants, ...goals, ...prunes].flatMap(leavesOf);
    this.#prunes = prunes.flatMap(leavesOf);
  }

  /** Whether predicates read only clients' results. */
  get readsResultsOnly(): boolean {
    return this.#all.every(({ kind }) => kind === 'eachClient' || kind === 'clients');
  }

  /** Whether it may change any predicate, or how far the search got, which results show. */
  ofAny(outcome: Outcome): boolean {
    return outcome.resultsChange || this.#all.some((leaf) => this.#mayChange(leaf, outcome));
  }

  ofPrunes(outcome: Outcome): boolean {
    return this.#prunes.some((leaf) => this.#mayChange(leaf, outcome));
  }

  /** Whether a message makes this predicate hold; a predicate that throws counts as holding. */
  matches(leaf: Leaf & { readonly kind: 'message' }, message: number): boolean {
    let memo = this.#matches.get(leaf);
    if (memo === undefined) this.#matches.set(leaf, (memo = []));
    const known = memo[message];
    if (known !== undefined) return known;
    let matches = true;
    try {
      matches = leaf.test(this.#views.message(message));
    } catch {
      // The state with the message is evaluated again, and what the predicate throws is reported
      // there.
    }
    memo[message] = matches;
    return matches;
  }

  #mayChange(leaf: Leaf, outcome: Outcome): boolean {
    switch (leaf.kind) {
      case 'eachClient':
      case 'clients':
        return outcome.resultsChange;
      case 'message':
        return outcome.messages.some((message) => this.matches(leaf, message));
      case 'messages':
        return outcome.messages.length > 0;
      case 'state':
        return true;
    }
  }
}
