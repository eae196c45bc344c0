import { replay, type ReplayReport, type TraceEvent } from '../trace/index.js';
import { pathTo, type Moment } from './moments.js';
import { pathTrace } from './saved-trace.js';
import type { Scene } from './scene.js';
import { Session, type SteppedLab } from './session.js';

/** A session with all steps of another one, replayed with the current code. */
export interface Retaken {
  readonly session: Session;
  /** What became of the current branch. */
  readonly report: ReplayReport;
}

/**
 * Replays every branch of a session with another lab, as far as possible, and goes to where the
 * person was.
 *
 * @param sceneOf what the new session starts from, with the steps of the current branch
 */
export function retaken(
  before: Session,
  lab: SteppedLab,
  sceneOf: (steps: readonly TraceEvent[]) => Scene,
): Retaken {
  const { here } = before;
  const leaves = before.branches().map((leaf) => ({ leaf, path: pathTo(leaf).slice(1) }));
  const own = leaves.findLast(({ leaf, path }) => leaf === here || path.includes(here));
  const [leaf, path] = [own?.leaf ?? here, own?.path ?? pathTo(here).slice(1)];
  const main = againOf(before, leaf, lab);
  const session = new Session(sceneOf(main.report.events), lab);
  /** The new moment for each old one. */
  const now = new Map<Moment | undefined, number>([[pathTo(here)[0], 0]]);
  const note = (old: readonly Moment[], places: readonly number[]): void => {
    const taken = pathTo(session.here).map(({ id }) => id);
    old.forEach((moment, i) => {
      const id = taken[places[i] ?? -1];
      if (id !== undefined && !now.has(moment)) now.set(moment, id);
    });
  };
  note(path, main.places);
  for (const other of leaves) {
    if (other.leaf === leaf) continue;
    const { report, places } = againOf(before, other.leaf, lab);
    session.travel(0);
    session.append(report.events);
    note(other.path, places);
  }
  for (const [moment, id] of now) {
    const name = moment && before.names.get(moment.id);
    if (name !== undefined) session.answer({ kind: 'name', moment: id, name });
  }
  session.travel(now.get(pathTo(here).findLast((moment) => now.has(moment))) ?? 0);
  return { session, report: main.report };
}

/** A branch replayed, with the step at which each of its events happened; none if it did not. */
function againOf(
  before: Session,
  leaf: Moment,
  { handlers, classes }: SteppedLab,
): { readonly report: ReplayReport; readonly places: readonly number[] } {
  const places: number[] = [];
  let last = 0;
  const report = replay(pathTrace(before, leaf, { verdict: 'passed', detail: '' }), {
    handlers,
    classes,
    predicateOf: () => undefined,
    onTaken: (_events, taken) => {
      places.push(taken > last ? taken : -1);
      last = taken;
    },
  });
  return { report, places };
}
