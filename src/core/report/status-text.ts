import type { RunStatus, SearchStatus } from '../runner/index.js';
import { bytes, grouped, seconds } from '../support/index.js';

/** `3/32 tests · 2.17 results are right: 1 234 567 states (25 % of 5 000 000), depth 14, ...` */
export function statusText({ finished, of, search }: RunStatus): string {
  const tests = `${finished}/${of} tests`;
  if (search === undefined) return tests;
  const { number, status } = search;
  return `${tests} · ${number} ${status.search}: ${searchText(status)}`;
}

function searchText(status: SearchStatus): string {
  const { strategy, states, transitions, depth, statesPerDepth, wallMs } = status;
  const isRandom = strategy !== 'bfs';
  const done = isRandom ? transitions : states;
  const noun = isRandom ? 'random steps' : 'states';
  const rate = wallMs > 0 ? Math.round((done / wallMs) * 1000) : 0;
  const last = isRandom ? 0 : (statesPerDepth.at(-2) ?? 0);
  const parts = [
    `${grouped(done)} ${noun}${share(done, status.statesMax)}`,
    ...(isRandom ? [] : [`${grouped(transitions)} transitions`]),
    `depth ${depth}`,
    `${grouped(rate)} ${noun}/s`,
    ...(last > 0 ? [`×${((statesPerDepth.at(-1) ?? 0) / last).toFixed(2)} a level`] : []),
    bytes(status.bytes),
    seconds(wallMs),
    ...timeLeft(status, done),
  ];
  return parts.join(', ');
}

function share(done: number, max: number): string {
  if (max === Infinity) return '';
  return ` (${Math.floor((done / max) * 100)} % of ${grouped(max)})`;
}

/** The time until the state budget is used up at this speed, or the time limit is reached. */
function timeLeft({ wallMs, statesMax, timeMaxMs }: SearchStatus, done: number): string[] {
  const budgetMs = done > 0 ? ((statesMax - done) / done) * wallMs : Infinity;
  const leftMs = Math.min(budgetMs, timeMaxMs - wallMs);
  return leftMs < Infinity ? [`at most ${seconds(Math.max(0, leftMs))} left`] : [];
}
