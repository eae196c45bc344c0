import type { Address } from '../../lab/index.js';
import {
  toTruth,
  type MessageView,
  type Predicate,
  type SystemView,
} from '../../predicate/index.js';
import { unreachable } from '../../support/index.js';
import type { World } from '../../system/index.js';
import type { Cells } from './cells.js';
import type { InternedState } from './interned-state.js';
import type { InternedViews } from './interned-views.js';
import { isPruned, judge } from '../judge.js';
import type { Local } from './locals.js';
import { PairTable } from './pair-table.js';
import type { SearchSettings } from '../search.js';
import type { Leaf } from './sensitivity.js';

/** The predicates' verdict on a state; `undecided` if one threw. */
export type StateVerdict = 'passes' | 'violation' | 'goal' | 'pruned' | 'undecided';

type Test = (state: InternedState) => boolean;

/** The maximum number of remembered values for a predicate that reads many things. */
const MEMO_MAX = 200_000;

/** Evaluates predicates on interned states; remembers values by just what a predicate reads. */
export class Verdicts {
  readonly #addresses: readonly Address[];
  readonly #cells: Cells;
  readonly #views: InternedViews;
  readonly #invariants: readonly Test[];
  readonly #goals: readonly Test[];
  readonly #prunes: readonly Test[];

  constructor(
    settings: SearchSettings,
    addresses: readonly Address[],
    cells: Cells,
    views: InternedViews,
  ) {
    this.#addresses = addresses;
    this.#cells = cells;
    this.#views = views;
    const compiled = (predicates: readonly Predicate[]): Test[] =>
      predicates.map((predicate) => this.#compile(predicate));
    this.#invariants = compiled(settings.invariants);
    this.#goals = compiled(settings.goals);
    this.#prunes = compiled(settings.prunes);
  }

  of(state: InternedState): StateVerdict {
    try {
      if (!this.#invariants.every((test) => test(state))) return 'violation';
      if (this.#goals.some((test) => test(state))) return 'goal';
      return this.#prunes.some((test) => test(state)) ? 'pruned' : 'passes';
    } catch {
      return 'undecided';
    }
  }

  #compile(predicate: Predicate): Test {
    switch (predicate.kind) {
      case 'not': {
        const inner = this.#compile(predicate.inner);
        return (state) => !inner(state);
      }
      case 'and': {
        const parts = predicate.parts.map((part) => this.#compile(part));
        return (state) => parts.every((part) => part(state));
      }
      case 'or': {
        const parts = predicate.parts.map((part) => this.#compile(part));
        return (state) => parts.some((part) => part(state));
      }
      default:
        return this.#compileLeaf(predicate);
    }
  }

  #compileLeaf(leaf: Leaf): Test {
    switch (leaf.kind) {
      case 'eachClient':
        return this.#eachClient(leaf);
      case 'clients':
        return this.#remembered(
          (state) => this.#views.clients.map(({ node }) => this.#local(state, node).results),
          (state) => toTruth(leaf.test(this.#clientViews(state))).holds,
        );
      case 'message':
        return this.#someMessage(leaf);
      case 'messages':
        return this.#remembered(
          (state) => this.#addresses.map((_, node) => state.inboxOf(node)),
          (state) => toTruth(leaf.test([...this.#messages(state)])).holds,
        );
      case 'state':
        return (state) => toTruth(leaf.test(this.#view(state))).holds;
      default:
        return unreachable(leaf);
    }
  }

  #eachClient(leaf: Leaf & { readonly kind: 'eachClient' }): Test {
    const memo: (boolean | undefined)[] = [];
    const { clients } = this.#views;
    return (state) => {
      for (let client = 0; client < clients.length; client++) {
        const local = this.#local(state, (clients[client] as { node: number }).node);
        let holds = memo[local.results];
        if (holds === undefined) {
          holds = toTruth(leaf.test(this.#views.client(client, local))).holds;
          memo[local.results] = holds;
        }
        if (!holds) return false;
      }
      return true;
    };
  }

  #someMessage(leaf: Leaf & { readonly kind: 'message' }): Test {
    /** By inbox. */
    const memo: (boolean | undefined)[] = [];
    const messages: (boolean | undefined)[] = [];
    const matches = (message: number): boolean =>
      (messages[message] ??= leaf.test(this.#views.message(message)));
    return (state) => {
      for (let node = 0; node < this.#addresses.length; node++) {
        const inbox = state.inboxOf(node);
        const holds = (memo[inbox] ??= this.#cells.sets.membersOf(inbox).some(matches));
        if (holds) return true;
      }
      return false;
    };
  }

  /** Remembers values by a vector of integers, numbered as a chain of pairs. */
  #remembered(key: (state: InternedState) => readonly number[], test: Test): Test {
    let vectors = new PairTable(1024, MEMO_MAX * 8, false, 2);
    let memo: (boolean | undefined)[] = [];
    return (state) => {
      if (vectors.count >= MEMO_MAX) {
        vectors = new PairTable(1024, MEMO_MAX * 8, false, 2);
        memo = [];
      }
      let vector = 0;
      for (const value of key(state)) {
        vector = vectors.find(vector, value) || vectors.insert(vector, value);
      }
      return (memo[vector] ??= test(state));
    };
  }

  #local(state: InternedState, node: number): Local {
    return this.#cells.locals.get(state.localOf(node));
  }

  #clientViews(state: InternedState): SystemView['clients'] {
    return this.#views.clients.map(({ node }, client) =>
      this.#views.client(client, this.#local(state, node)),
    );
  }

  *#messages(state: InternedState): Generator<MessageView> {
    for (let node = 0; node < this.#addresses.length; node++) {
      const inbox = state.inboxOf(node);
      for (const message of this.#cells.sets.membersOf(inbox)) yield this.#views.message(message);
    }
  }

  #view(state: InternedState): SystemView {
    return {
      clients: this.#clientViews(state),
      messages: () => this.#messages(state),
      node: (address) => {
        const node = this.#addresses.indexOf(address);
        return node < 0 ? undefined : this.#views.node(this.#local(state, node));
      },
    };
  }
}

/** The verdict on a state where a predicate threw; throws if that was a goal or a prune. */
export function decided(
  state: World,
  view: SystemView,
  settings: SearchSettings,
): Exclude<StateVerdict, 'undecided'> {
  const judgement = judge(state, view, settings);
  if (judgement !== undefined) return judgement.end === 'goal' ? 'goal' : 'violation';
  return isPruned(view, settings.prunes) ? 'pruned' : 'passes';
}
