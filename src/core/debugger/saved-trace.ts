import { fingerprint } from '../canon/index.js';
import { rootAddress } from '../lab/index.js';
import { placeOf } from '../system/index.js';
import type { Trace, TraceEvent, TraceVerdict } from '../trace/index.js';
import { pathTo, type Moment } from './moments.js';
import type { Session } from './session.js';

/** The path to where a person is, as a trace that can be taken again. */
export function traceOf(session: Session, verdict: TraceVerdict): Trace {
  const { scene, lab, here } = session;
  const path = pathTo(here).slice(1);
  return {
    mode: scene.network === 'bag' ? 'run' : 'search',
    ...scene.trace,
    classes: lab.classes.catalogue(),
    startLength: path.filter(({ isStart }) => isStart).length,
    events: path.map((moment) => eventOf(moment)),
    verdict,
  };
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
