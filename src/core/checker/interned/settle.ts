import { CELL, CELL_ALL, CELL_SENDS, EFFECT_SENDS_SHIFT, EFFECT_TOUCHES } from './cell-arrays.js';
import type { Cells } from './cells.js';

/** A lab whose nodes answer each other for ever would never settle: the rest is left as events. */
const SWEEPS_MAX = 1000;

/** An event that was taken while settling: of this cell, with this outcome. */
export interface SettledEvent {
  readonly cell: number;
  readonly outcome: number;
}

/**
 * The eager mode: takes at once all events that leave their node as it is and only send. What is
 * sent in the end does not depend on their order.
 */
export class Settler {
  readonly #cells: Cells;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Settles the first `leaves` cells in place; gives the flags of what was taken. */
  settle(cells: Int32Array, leaves: number): number {
    let flags = 0;
    for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
      const swept = this.#sweep(cells, leaves);
      if (swept < 0) break;
      flags |= swept;
    }
    return flags;
  }

  /** The same with the events that were taken. */
  settleNoting(cells: Int32Array): { readonly cells: Int32Array; readonly events: SettledEvent[] } {
    const events: SettledEvent[] = [];
    let settled = cells;
    for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
      const before = events.length;
      for (let node = 0; node < settled.length; node++) {
        const cell = settled[node] as number;
        if (!this.#cells.isReady(cell)) this.#cells.resolve([cell]);
        for (const outcome of this.#cells.sendingOutcomes(cell)) {
          const next = this.#cells.after(settled, node, outcome);
          if (next.every((value, i) => value === settled[i])) continue;
          events.push({ cell, outcome });
          settled = next;
        }
      }
      if (events.length === before) break;
    }
    return { cells: settled, events };
  }

  /** Takes what each cell sends; gives the flags, or -1 when nothing changed. */
  #sweep(cells: Int32Array, leaves: number): number {
    let flags = -1;
    for (let node = 0; node < leaves; node++) {
      const cell = cells[node] as number;
      if (this.#cells.arrays.data[cell * CELL + CELL_ALL] === 0) this.#cells.resolve([cell]);
      const list = this.#cells.arrays.data[cell * CELL + CELL_SENDS] as number;
      const taken = this.#take(list, node, cells);
      if (taken >= 0) flags = Math.max(flags, 0) | taken;
    }
    return flags;
  }

  /** Takes what one cell, of this node, sends; gives the flags, or -1 when nothing changed. */
  #take(list: number, node: number, cells: Int32Array): number {
    const { advances } = this.#cells.arrays;
    const cell = cells[node] as number;
    let { lists } = this.#cells.arrays;
    let flags = -1;
    const end = lists[list] as number;
    for (let effect = list + 1; effect < end;) {
      const own = lists[effect] as number;
      const head = lists[effect + 1] as number;
      const sendsEnd = effect + 2 + (head >>> EFFECT_SENDS_SHIFT) * 2;
      let changed = own !== cell;
      for (let send = effect + 2; send < sendsEnd; send += 2) {
        const receiver = lists[send] as number;
        const set = lists[send + 1] as number;
        const before = cells[receiver] as number;
        const after = advances.get(before, set) || this.#cells.advance(before, set);
        lists = this.#cells.arrays.lists;
        cells[receiver] = after;
        changed ||= after !== before;
      }
      if (changed) flags = Math.max(flags, 0) | (head & EFFECT_TOUCHES);
      if (own !== cell) {
        // With what it sent to itself it is another cell, whose list is the next sweep's.
        cells[node] = own;
        break;
      }
      effect = sendsEnd;
    }
    return flags;
  }
}
