import type { Action, Effects, HandlerCall, World } from '../system/index.js';

/** An action taken by a person, a trace, a search or a run, and where it led. Never changed. */
export interface Moment {
  /** Counts up in the order of taking, so that a parent's is less. */
  readonly id: number;
  readonly parent: Moment | undefined;
  /** How many moments lead here, the first one included. */
  readonly depth: number;
  /** `undefined` for the first, at which nothing is there yet. */
  readonly action: Action | undefined;
  readonly atMs: number | undefined;
  readonly world: World;
  readonly effects: Effects;
  /** What the lab was asked, to log it when somebody looks. */
  readonly calls: readonly HandlerCall[];
  readonly isStart: boolean;
}

/** What a moment is made of when it is added. */
export type Taken = Omit<Moment, 'id' | 'parent' | 'depth'>;

/**
 * Every step that was taken, as a tree: what is taken after going back is a branch. Nothing is
 * ever forgotten, so that every undo can be undone.
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

  /** Those at which a branch ends. */
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
