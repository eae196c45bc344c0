import type { RunStatus, TestOutcome } from '../runner/index.js';
import { counted, grouped } from '../support/index.js';

/** Prints how many states each level of a breadth-first search has, once it is done. */
export class LevelReport {
  /** How many levels were printed, by search. */
  readonly #told = new Map<string, number>();

  /** The lines for the levels finished since the last call. */
  seen({ search }: RunStatus): string {
    if (search === undefined || search.status.strategy !== 'bfs') return '';
    const { number, status } = search;
    const rate = status.wallMs > 0 ? Math.round((status.states / status.wallMs) * 1000) : undefined;
    // The last one is still growing.
    return this.#lines(`${number} ${status.search}`, status.statesPerDepth, 1, rate);
  }

  /** The lines for the levels of a test's searches that were not seen while they ran. */
  rest({ number, searches = [] }: TestOutcome): string {
    return searches
      .filter(({ strategy }) => strategy === 'bfs')
      .map(({ name, statesPerDepth, states, wallMs }) => {
        const rate = wallMs > 0 ? Math.round((states / wallMs) * 1000) : undefined;
        return this.#lines(`${number} ${name}`, statesPerDepth, 0, rate);
      })
      .join('');
  }

  #lines(
    search: string,
    levels: readonly number[],
    unfinished: number,
    rate: number | undefined,
  ): string {
    const told = this.#told.get(search) ?? 0;
    const done = levels.slice(told, levels.length - unfinished);
    const lines = done.map((states, i) => {
      const depth = told + i;
      const before = levels[depth - 1] ?? 0;
      const growth = before > 0 ? `, ×${(states / before).toFixed(2)}` : '';
      const speed = rate === undefined ? '' : `, ${grouped(rate)} states/s`;
      return `  level ${depth}: ${counted(states, 'state')}${growth}${speed}\n`;
    });
    if (lines.length === 0) return '';
    this.#told.set(search, told + done.length);
    return `${told === 0 ? `${search}:\n` : ''}${lines.join('')}`;
  }
}
