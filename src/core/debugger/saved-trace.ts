import { fingerprint } from '../canon/index.js';
import { rootAddress } from '../lab/index.js';
import { placeOf } from '../system/index.js';
import {
  formatTrace,
  toMermaid,
  type Trace,
  type TraceEvent,
  type TraceVerdict,
} from '../trace/index.js';
import { pathTo, type Moment } from './moments.js';
import type { SessionSays } from './protocol.js';
import type { Session } from './session.js';

/** The path to where a person is, as a replayable trace with its notes. */
export function traceOf(session: Session, verdict: TraceVerdict): Trace {
  return { ...pathTrace(session, session.here, verdict), notes: session.notes() };
}

/** The path to a moment, as a trace that can be replayed. */
export function pathTrace(session: Session, moment: Moment, verdict: TraceVerdict): Trace {
  const { scene, lab } = session;
  const path = pathTo(moment).slice(1);
  return {
    mode: scene.network === 'bag' ? 'run' : 'search',
    ...scene.trace,
    classes: lab.classes.catalogue(),
    startLength: path.filter(({ isStart }) => isStart).length,
    events: path.map((each) => eventOf(each)),
    verdict,
  };
}

/** A branch driven by hand, under the name it is saved by, with how it ended. */
export function drivenBranch(session: Session): { readonly name: string; readonly trace: Trace } {
  const [broken] = session.brokenHere();
  const trace = traceOf(session, {
    verdict: broken === undefined ? 'passed' : 'failed',
    ...(broken !== undefined && { kind: 'invariant', predicate: broken.predicate.name }),
    detail: broken === undefined ? 'driven by hand' : `${broken.predicate.name} is violated`,
  });
  return { name: fileName(session.nameHere) ?? `by-hand-${session.here.id}`, trace };
}

/** The branch that leads here, as a file of a format that needs nothing else. */
export function savedBranch(session: Session, as: 'trace' | 'mermaid'): SessionSays {
  const { name, trace } = drivenBranch(session);
  return as === 'trace'
    ? {
        kind: 'saved',
        name: `${name}.trace.json`,
        type: 'application/json',
        content: formatTrace(trace),
      }
    : { kind: 'saved', name: `${name}.mmd`, type: 'text/plain', content: toMermaid(trace) };
}

function eventOf({ action, atMs, world, effects }: Moment): TraceEvent {
  if (action === undefined) throw new Error('the first moment is no event');
  const node = placeOf(action);
  const state = node && world.locals.get(rootAddress(node))?.node;
  const { sends, sets, results, fault } = effects;
  const log = fault === undefined ? [] : [`SEVERE ${fault.message}`];
  return {
    action,
    ...(atMs !== undefined && { atMs }),
    ...(state !== undefined && fault === undefined && { fingerprint: fingerprint(state) }),
    ...(node !== undefined && { evidence: { state, sends, sets, results, log } }),
  };
}

/** The name of the branch, as a valid file name. */
function fileName(name: string | undefined): string | undefined {
  const words = name?.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return words?.join('-');
}
