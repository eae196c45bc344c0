import { rootAddress, type Address } from '../lab/index.js';
import type { Trace, TraceEvent } from '../trace/index.js';
import { digestOf } from './test-record.js';

/**
 * What the traces of two failures have in common whose labs share no line: the same kinds of things
 * happen to nodes of the same roles, in the same order. Hex; equal for equal shapes.
 */
export function traceShape({ events, startLength, verdict }: Trace): string {
  const steps = events.slice(startLength).map(stepShape);
  // However often a message is sent again, it is the same story.
  const told = steps.filter((step, i) => step !== steps[i - 1]);
  return digestOf(JSON.stringify([verdict.kind, verdict.predicate, told])).slice(0, 12);
}

function stepShape({ action }: TraceEvent): string {
  switch (action.kind) {
    case 'deliver':
    case 'duplicate':
    case 'lose':
      return `${action.kind} ${roleOf(action.envelope.from)} ${roleOf(action.envelope.to)}`;
    case 'fire':
      return `fire ${roleOf(action.timer.owner)}`;
    case 'crash':
      return `crash ${roleOf(action.node)}`;
    case 'command':
      return `command ${roleOf(action.client)}`;
    default:
      return action.kind;
  }
}

/** `server` for `server2` and its sub-nodes: which of them it is depends on the lab. */
function roleOf(address: Address): string {
  return rootAddress(address).replace(/\d+$/, '');
}
