import type { Action, Effects, HandlerCall, World } from '../system/index.js';

/** An action taken by a person, a trace, a search or a run, and where it led. Never changed. */
export interface Moment {
  /** Counts up in the order in which steps are taken, so a parent's is smaller. */
  readonly id: number;
  readonly parent: Moment | undefined;
  /** How many moments lead here, the first one included. */
  readonly depth: number;
  /** `undefined` for the first moment, at which nothing exists yet. */
  readonly action: Action | undefined;
  readonly atMs: number | undefined;
  readonly world: World;
  readonly effects: Effects;
  /** The calls to the lab, to get their log when somebody looks. */
  readonly calls: readonly HandlerCall[];
  readonly isStart: boolean;
}

/** What a moment is added with. */
export type Taken = Omit<Moment, 'id' | 'parent' | 'depth'>;

/**
 * Every step taken, as a tree: steps taken after going back make a branch. Nothing is ever
 * forgotten, so every undo can be undone.
 */
export class Moments {
  readonly #all: Moment[] = [];
  readonly #children = new Map<number, Moment[]>();

  add(parent: Moment | undefined, taken: Taken): Moment {
    const depth = (parent?.depth ?? 0) + 1;
    const moment: Moment = { id: this.#all.length, parent, depth, ...taken };
    this.#all.push(moment);
    if (parent !== undefined) {
      const siblings = this.#children.get(parent.id);
      if (siblings === undefined) this.#children.set(parent.id, [moment]);
      else siblings.push(moment);
    }
    return moment;
  }

  get(id: number): Moment | undefined {
    return this.#all[id];
  }

  childrenOf(moment: Moment): readonly Moment[] {
    return this.#children.get(moment.id) ?? [];
  }

  /** The moments at which a branch ends. */
  leaves(): Moment[] {
    return this.#all.filter((moment) => !this.#children.has(moment.id));
  }
}

/** From the first moment to this one. */
export function pathTo(moment: Moment): Moment[] {
  const path: Moment[] = [];
  for (let at: Moment | undefined = moment; at !== undefined; at = at.parent) path.push(at);
  return path.reverse();
}
