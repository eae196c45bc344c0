import {
  causalOrder,
  evaluateInvariant,
  minimise,
  type Approach,
  type SearchFinding,
  type PathProblem,
} from '../checker/index.js';
import { evaluate, SearchViews, type Predicate } from '../predicate/index.js';
import { assert } from '../support/index.js';
import { worldKey, Stepper, type Event, type World } from '../system/index.js';
import type { Milestone } from './failure.js';
import type { SearchPath } from './outcome.js';
import { RecordedCalls } from './recorded-calls.js';
import { HeldBackHandlers, type Growth } from './held-back.js';
import type { Searched, SearchedLab, SearchRun } from './search-run.js';
import { describePath } from './search-path.js';
import { Stage } from './stage.js';

/** How many states to look at for a path shorter than the one a random search found. */
const SHORTER_STATES_MAX = 20_000;

/**
 * Replays the path to a search's finding, asking the lab again, and checks the purity of every
 * call. If the path cannot be replayed, the lab is impure, which fails the test, or we have a bug.
 */
export function confirm(run: SearchRun, searched: Searched, finding: SearchFinding): void {
  const { plan, handlers, classes, start } = searched.problem;
  const recorded = new RecordedCalls(handlers);
  const stepper = new Stepper(plan, recorded, classes);
  let state: World = { ...start, links: searched.phase.links };
  let isPossible = true;
  for (const event of finding.events) {
    isPossible &&= stepper.refusal(state, event) === undefined;
    if (isPossible) state = stepper.step(state, event).world;
  }
  run.purity?.checkAll(recorded.calls);
  run.refuseImpure();
  const name = `the path that the search “${searched.name}” found`;
  assert(isPossible, `${name} cannot be replayed`);
  assert(worldKey(state) === worldKey(finding.state), `${name} leads somewhere else now`);
  assert(shower(searched, finding)(state), `${name} does not show what it was found for`);
  run.remember(recorded);
}

/** The path to a violation or a failing handler: minimised, in causal order, step by step. */
export function describeFinding(
  run: SearchRun,
  searched: Searched,
  finding: SearchFinding,
): SearchPath {
  const { from, name, phase } = searched;
  const { stepper } = from.tools;
  const shows = shower(searched, finding);
  const path: PathProblem = { stepper, start: { ...from.state, links: phase.links }, shows };
  const needed = minimise(path, finding.events);
  const events = causalOrder(stepper, from.state, shorter(run, searched, finding, needed));
  const told = describePath(run.lab, from, events, {
    search: name,
    links: phase.links,
    predicate: finding.predicate?.name,
    detail: finding.detail,
    stepsFound: finding.events.length,
  });
  const end = events.reduce((state, event) => stepper.step(state, event).world, from.state);
  assert(shows(end), `the minimised path of the search “${name}” does not show what was found`);
  return { ...told, detail: detailOf(searched, finding, end) };
}

/** Which of the milestones on the way to a goal were reached. */
export interface Milestones {
  readonly reached: readonly Milestone[];
  /** The last one, in their order, that was reached. */
  readonly furthest: Approach | undefined;
}

/** Looks for each milestone on the way to a goal that was not found. */
export function reachMilestones(
  run: SearchRun,
  searched: Searched,
  milestones: readonly Predicate[],
): Milestones {
  let furthest: Approach | undefined;
  const reached = milestones.map((milestone): Milestone => {
    const { name } = milestone;
    const phase = searched.phase.withoutGoals().goal(milestone);
    const { end, finding } = run.look({ ...searched, phase });
    if (end !== 'goal' || finding === undefined) return { name, steps: undefined };
    furthest = finding;
    return { name, steps: finding.events.length };
  });
  return { reached, furthest };
}

/** The path to the state nearest to a goal that was not found. */
export function describeNearest(
  run: Pick<SearchRun, 'lab'>,
  searched: Searched,
  nearest: Approach,
): SearchPath {
  const { from, name, phase } = searched;
  return describePath(run.lab, from, causalOrder(from.tools.stepper, from.state, nearest.events), {
    search: name,
    links: phase.links,
    predicate: phase.goals.map((goal) => goal.name).join(' or '),
    detail: undefined,
    stepsFound: nearest.events.length,
  });
}

/** The same for a lab whose growth is held back, if that lab reaches the search's start. */
export function describeNearestHeldBack(
  { handlers, classes }: SearchedLab,
  searched: Searched,
  growth: Growth,
  nearest: Approach,
): SearchPath | undefined {
  const { plan } = searched.problem;
  const lab = { classes, handlers: new HeldBackHandlers(handlers, growth, classes) };
  const stepper = new Stepper(plan, lab.handlers, classes);
  let state = stepper.initial();
  for (const step of searched.from.steps) {
    if (stepper.refusal(state, step) !== undefined) return undefined;
    state = stepper.step(state, step).world;
  }
  if (worldKey(state) !== worldKey(searched.from.state)) return undefined;
  const from = new Stage({ stepper, classes }, state, searched.from.steps);
  return describeNearest({ lab }, { ...searched, from }, nearest);
}

/** The path of a breadth-first search is the shortest; that of a random one may not be. */
function shorter(
  run: SearchRun,
  { strategy, problem, phase }: Searched,
  finding: SearchFinding,
  events: readonly Event[],
): readonly Event[] {
  if (strategy === 'bfs' || events.length < 2) return events;
  const result = run.options.search(problem, {
    ...run.options,
    links: phase.links,
    invariants: finding.predicate === undefined ? [] : [finding.predicate],
    goals: [],
    prunes: [],
    strategy: 'bfs',
    depthMax: events.length - 1,
    statesMax: SHORTER_STATES_MAX,
    workers: 1,
    diamonds: true,
    patience: Infinity,
  });
  const found = result.finding;
  return found?.exception?.fault.message === finding.exception?.fault.message && found !== undefined
    ? found.events
    : events;
}

/** Whether a state shows what a search found: the same predicate, or the same fault. */
function shower({ problem, result }: Searched, finding: SearchFinding): (state: World) => boolean {
  const views = new SearchViews(problem.plan, problem.classes);
  const { predicate, exception } = finding;
  return (state) => {
    if (predicate === undefined) return state.exception?.fault.message === exception?.fault.message;
    if (state.exception !== undefined) return false;
    const view = views.of(state);
    if (result.end === 'goal') return evaluate(predicate, view).holds;
    return !evaluateInvariant(predicate, view).holds;
  };
}

/** What the predicate says about the state at the end of the minimised path. */
function detailOf({ problem }: Searched, finding: SearchFinding, end: World): string | undefined {
  if (finding.predicate === undefined) return finding.detail;
  const view = new SearchViews(problem.plan, problem.classes).of(end);
  return evaluateInvariant(finding.predicate, view).detail;
}
