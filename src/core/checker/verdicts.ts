import type { Address } from '../lab/index.js';
import { toTruth, type MessageView, type Predicate, type SystemView } from '../predicate/index.js';
import { unreachable } from '../support/index.js';
import type { SystemState } from '../system/index.js';
import type { Cells } from './cells.js';
import type { InternedViews } from './interned-views.js';
import { isPruned, judge } from './judge.js';
import type { Local } from './locals.js';
import { PairTable } from './pair-table.js';
import type { SearchSettings } from './search.js';
import type { Leaf } from './sensitivity.js';

/** A state as the cells of its nodes. */
export type CellVector = Int32Array;

/** What the predicates say of a state. `undecided` when one threw. */
export type Verdict = 'passes' | 'violation' | 'goal' | 'pruned' | 'undecided';

type Test = (cells: CellVector) => boolean;

/** Remembered values of one predicate that reads more than a few things, at most. */
const MEMO_MAX = 200_000;

/** Evaluates predicates on interned states, remembering each by just what it reads. */
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

  of(cells: CellVector): Verdict {
    try {
      if (!this.#invariants.every((test) => test(cells))) return 'violation';
      if (this.#goals.some((test) => test(cells))) return 'goal';
      return this.#prunes.some((test) => test(cells)) ? 'pruned' : 'passes';
    } catch {
      return 'undecided';
    }
  }

  #compile(predicate: Predicate): Test {
    switch (predicate.kind) {
      case 'not': {
        const inner = this.#compile(predicate.inner);
        return (cells) => !inner(cells);
      }
      case 'and': {
        const parts = predicate.parts.map((part) => this.#compile(part));
        return (cells) => parts.every((part) => part(cells));
      }
      case 'or': {
        const parts = predicate.parts.map((part) => this.#compile(part));
        return (cells) => parts.some((part) => part(cells));
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
          (cells) => this.#views.clients.map(({ node }) => this.#local(cells, node).results),
          (cells) => toTruth(leaf.test(this.#clientViews(cells))).holds,
        );
      case 'message':
        return this.#someMessage(leaf);
      case 'messages':
        return this.#remembered(
          (cells) => this.#addresses.map((_, node) => this.#cells.inboxOf(cells[node] as number)),
          (cells) => toTruth(leaf.test([...this.#messages(cells)])).holds,
        );
      case 'state':
        return (cells) => toTruth(leaf.test(this.#view(cells))).holds;
      default:
        return unreachable(leaf);
    }
  }

  #eachClient(leaf: Leaf & { readonly kind: 'eachClient' }): Test {
    const memo: (boolean | undefined)[] = [];
    const { clients } = this.#views;
    return (cells) => {
      for (let client = 0; client < clients.length; client++) {
        const local = this.#local(cells, (clients[client] as { node: number }).node);
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
    return (cells) => {
      for (let node = 0; node < this.#addresses.length; node++) {
        const inbox = this.#cells.inboxOf(cells[node] as number);
        const holds = (memo[inbox] ??= this.#cells.sets.membersOf(inbox).some(matches));
        if (holds) return true;
      }
      return false;
    };
  }

  /** Remembers values by a vector of integers, numbered as a chain of pairs. */
  #remembered(key: (cells: CellVector) => readonly number[], test: Test): Test {
    let vectors = new PairTable(1024, MEMO_MAX * 8, false, 2);
    let memo: (boolean | undefined)[] = [];
    return (cells) => {
      if (vectors.count >= MEMO_MAX) {
        vectors = new PairTable(1024, MEMO_MAX * 8, false, 2);
        memo = [];
      }
      let vector = 0;
      for (const value of key(cells)) {
        vector = vectors.find(vector, value) || vectors.insert(vector, value);
      }
      return (memo[vector] ??= test(cells));
    };
  }

  #local(cells: CellVector, node: number): Local {
    return this.#cells.locals.get(this.#cells.localOf(cells[node] as number));
  }

  #clientViews(cells: CellVector): SystemView['clients'] {
    return this.#views.clients.map(({ node }, client) =>
      this.#views.client(client, this.#local(cells, node)),
    );
  }

  *#messages(cells: CellVector): Generator<MessageView> {
    for (let node = 0; node < this.#addresses.length; node++) {
      const inbox = this.#cells.inboxOf(cells[node] as number);
      for (const message of this.#cells.sets.membersOf(inbox)) yield this.#views.message(message);
    }
  }

  #view(cells: CellVector): SystemView {
    return {
      clients: this.#clientViews(cells),
      messages: () => this.#messages(cells),
      node: (address) => {
        const node = this.#addresses.indexOf(address);
        return node < 0 ? undefined : this.#views.node(this.#local(cells, node));
      },
    };
  }
}

/** The verdict on a state where a predicate threw; throws when that was a goal or a prune. */
export function decided(
  state: SystemState,
  view: SystemView,
  settings: SearchSettings,
): Exclude<Verdict, 'undecided'> {
  const judgement = judge(state, view, settings);
  if (judgement !== undefined) return judgement.end === 'goal' ? 'goal' : 'violation';
  return isPruned(view, settings.prunes) ? 'pruned' : 'passes';
}
