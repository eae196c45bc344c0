import type { SearchProgress, SearchResult, Strategy } from '../checker/index.js';
import type { Predicate } from '../predicate/index.js';
import { counted, grouped } from '../support/index.js';
import type { SearchOutcome } from './outcome.js';
import type { PhaseSettings } from './phase-settings.js';

/** The parts of a search's result that the text mentions. */
type Ended = Pick<SearchResult, 'end' | 'finding' | 'lastNews' | keyof Coverage>;

/** Exactly what a search showed. */
export function endText(
  result: Ended,
  phase: Pick<PhaseSettings, 'prunes'>,
  timeMaxMs: number,
): string {
  const states = counted(result.states, 'state');
  const steps = result.finding?.events.length ?? 0;
  switch (result.end) {
    case 'goal':
      return `found after ${counted(steps, 'step')}, ${states} looked at`;
    case 'violation':
      return `violated after ${counted(steps, 'step')}, ${states} looked at`;
    case 'exception':
      return `a handler failed after ${counted(steps, 'step')}, ${states} looked at`;
    case 'exhausted':
      return `${reachable(result.states)} covered${prunedAt(phase)}`;
    case 'states':
    case 'depth':
      return `nothing found in ${states}; ${interleavings(result)} covered`;
    case 'probes':
      return `nothing found in ${grouped(result.transitions)} random steps`;
    case 'settled':
      return (
        `nothing found in ${grouped(result.transitions)} random steps, the last ` +
        `${grouped(result.transitions - result.lastNews)} of which showed nothing new`
      );
    case 'time':
      return `inconclusive: ended by the time limit of ${timeMaxMs / 1000} s; ${covered(result)}`;
    case 'memory':
      return `inconclusive: ended by the memory limit; ${covered(result)}`;
    case 'stopped':
      return `inconclusive: stopped; ${covered(result)}`;
  }
}

/** What a search showed if the user's limits ended it before it reached what it had to reach. */
export function cutShortText(result: SearchResult, why: string): string {
  return `inconclusive: ${why}; ${covered(result)}`;
}

/** The last known progress of a search. */
export type LastSeen = Pick<
  SearchProgress,
  'states' | 'transitions' | 'depth' | 'statesPerDepth'
> & { readonly search: string; readonly strategy: Strategy; readonly wallMs: number };

/** What an interrupted search showed, from its last known progress. */
export function interruptedSearch({ search: name, ...seen }: LastSeen): SearchOutcome {
  const { strategy, states, transitions, depth, statesPerDepth, wallMs } = seen;
  // The deepest two levels may not have been expanded completely.
  const depthCovered = strategy === 'bfs' ? depth - 2 : -1;
  const text = `interrupted; ${covered({ states, transitions, depthCovered })}`;
  const counts = { states, transitions, depth, statesPerDepth };
  return { name, strategy, end: 'stopped', text, ...counts, wallMs };
}

type Coverage = Pick<SearchResult, 'states' | 'transitions' | 'depthCovered'>;

function covered(result: Coverage): string {
  const { states, transitions, depthCovered } = result;
  // Of random probes, none is.
  if (depthCovered < 0) return `${counted(transitions, 'step')} taken`;
  return `${interleavings(result)} covered, ${counted(states, 'state')}`;
}

function reachable(states: number): string {
  return states === 1 ? 'the one reachable state' : `all ${grouped(states)} reachable states`;
}

function interleavings({ depthCovered }: Pick<SearchResult, 'depthCovered'>): string {
  return `every interleaving of up to ${counted(depthCovered + 1, 'step')}`;
}

function prunedAt({ prunes }: Pick<PhaseSettings, 'prunes'>): string {
  return prunes.length === 0 ? '' : ` (not beyond ${listed(prunes, 'or')})`;
}

/** `“CLIENTS_DONE” or “view 4 or later”` */
export function listed(predicates: readonly Predicate[], word: 'and' | 'or'): string {
  return predicates.map(({ name }) => `“${name}”`).join(` ${word} `);
}
