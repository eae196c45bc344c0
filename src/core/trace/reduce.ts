import { placeOf, type Action } from '../system/index.js';
import { withFewerCommands } from './fewer-commands.js';
import type { KnownRun } from './known-run.js';
import type { Reduction } from './reduction.js';

/** Leaves out what takes away most first; in the end no event can be left out alone. */
export function reduce(reduction: Reduction): void {
  if (reduction.failure.commands !== undefined) withFewerCommands(reduction);
  withFewerNodes(reduction);
  reduction.without(idle(reduction.run));
  reduction.without(those(reduction.run, ({ kind }) => kind === 'duplicate'));
  for (let size = reduction.run.events.length; size > 1 && !reduction.isOver;) {
    size = Math.ceil(size / 2);
    reduction.withoutSpans(size);
  }
  reduction.without(those(reduction.run, ({ kind }) => kind === 'lose'));
  for (let before = Infinity; reduction.run.events.length < before && !reduction.isOver;) {
    before = reduction.run.events.length;
    reduction.withoutSpans(1);
    reduction.withoutSpans(1, true);
  }
}

function withFewerNodes(reduction: Reduction): void {
  for (const { action } of reduction.run.events) {
    if (action.kind !== 'add') continue;
    const { address } = action.node;
    if (reduction.failure.nodes.has(address)) continue;
    reduction.without(
      those(reduction.run, (other) => other.kind === 'add' && other.node.address === address),
    );
  }
}

function those({ events }: KnownRun, is: (action: Action) => boolean): number[] {
  return [...events.keys()].filter((index) => is((events[index] as KnownRun['events'][0]).action));
}

/** Deliveries and timers that changed nothing: as good as lost, or not due yet. */
function idle({ events, states }: KnownRun): number[] {
  return [...events.keys()].filter((index) => {
    const { action } = events[index] as KnownRun['events'][0];
    const after = states[index + 1];
    if (action.kind !== 'deliver' && action.kind !== 'fire') return false;
    if (after?.actor === undefined) return false;
    const { sends, sets, results } = after.effects;
    if (sends.length + sets.length + results.length > 0) return false;
    const node = placeOf(action);
    return states[index]?.world.locals.get(node)?.node === after.world.locals.get(node)?.node;
  });
}
