import { rootAddress, type Address } from '../lab/index.js';
import { SearchViews } from '../predicate/index.js';
import { Random } from '../support/index.js';
import {
  envelopeKey,
  localKey,
  placeOf,
  worldKey,
  Stepper,
  type Event,
  type Step,
  type World,
} from '../system/index.js';
import { isGraver, isPruned, judge, type StateJudgement } from './judge.js';
import { Limits, STEPS_BETWEEN_LOOKS } from './limits.js';
import { progressOf } from './progress.js';
import type {
  Approach,
  SearchFinding,
  Search,
  SearchProblem,
  Explored,
  SearchSettings,
} from './search.js';
import { Tally } from './tally.js';
import { OrderRead, withoutUnreadOrders } from './unread-orders.js';
import { chooseFed, drawTemper, routeOfLink, routeOfTimers } from './swarm.js';

/**
 * Searches in the simplest correct way: whole states, their keys in a `Set`, every event taken with
 * the one `step`. The engine's results are compared with its results.
 *
 * A level is always finished. Among the findings of one level, an exception comes before a
 * violation, and a violation before a goal; among equals the first in breadth-first order.
 */
export const naiveSearch: Search = (problem, settings, report) =>
  withoutUnreadOrders(problem, settings, (orderless, left) => {
    const run = new NaiveRun(orderless, left, report);
    return left.strategy === 'bfs' ? breadthFirst(run) : randomProbes(run);
  });

/** A state with the path to it. */
interface Place {
  readonly state: World;
  readonly from: Place | undefined;
  readonly event: Event | undefined;
  readonly depth: number;
}

type End = Explored['end'];

function breadthFirst(run: NaiveRun): Explored {
  const { stepper, settings } = run;
  const start = run.start();
  if (run.check(start)) return run.result(run.foundEnd(), -1);
  const visited = new Set([worldKey(start.state)]);
  let level = [start];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= settings.depthMax) return run.result('depth', depth - 1);
    const next: Place[] = [];
    for (const place of level) {
      for (const event of stepper.events(place.state)) {
        const { world: state } = run.step(place.state, event);
        run.transition(depth);
        const key = worldKey(state);
        if (visited.has(key)) continue;
        if (visited.size >= settings.statesMax) {
          return run.result(run.foundEnd('states'), depth - 1);
        }
        visited.add(key);
        const reached = { state, from: place, event, depth: depth + 1 };
        if (!run.check(reached) && !run.prune(reached)) next.push(reached);
      }
      const interrupted = run.interruption(next.length);
      if (interrupted !== undefined) return run.result(run.foundEnd(interrupted), depth - 1);
    }
    if (run.hasFound) return run.result(run.foundEnd(), depth);
    level = next;
  }
  return run.result('exhausted', run.tally.depth);
}

function randomProbes(run: NaiveRun): Explored {
  const { settings } = run;
  const start = run.start();
  if (run.check(start)) return run.result(run.foundEnd(), -1);
  const random = Random.fromSeed(settings.seed);
  for (let probe = 0; ; probe++) {
    const before = run.tally.transitions;
    const end = probeFrom(start, random.split(probe), run) ?? run.interruption(0);
    if (end !== undefined) return run.result(end, -1);
    if (run.tally.transitions === before) return run.result('exhausted', -1);
    if (run.isSettled) return run.result('settled', -1);
  }
}

/** One probe; returns what ended the whole search, if anything did. */
function probeFrom(start: Place, random: Random, run: NaiveRun): End | undefined {
  const { stepper, settings } = run;
  const nodes = [...start.state.locals.keys()];
  const temper =
    settings.strategy === 'swarm'
      ? drawTemper(random, nodes.length, settings.depthMax)
      : { depthMax: settings.depthMax, starved: undefined };
  const choose = (events: readonly Event[]): number => {
    const { starved } = temper;
    if (starved === undefined) return random.below(events.length);
    const isStarved = (i: number): boolean => starved[routeOf(events[i] as Event, nodes)] === 1;
    return chooseFed(random, events.length, isStarved);
  };
  let place: Place | undefined = start;
  while (place !== undefined && place.depth < temper.depthMax) {
    const here: Place = place;
    const events = stepper.events(here.state);
    place = undefined;
    while (events.length > 0 && place === undefined) {
      if (run.tally.transitions >= settings.statesMax) return 'probes';
      const [event] = events.splice(choose(events), 1) as [Event];
      const step = run.step(here.state, event);
      const { world: state } = step;
      run.transition(here.depth);
      run.met(outcomeOf(here.state, event, step));
      const reached: Place = { state, from: here, event, depth: here.depth + 1 };
      if (run.check(reached)) return run.foundEnd();
      if (!run.prune(reached)) place = reached;
    }
  }
  return undefined;
}

/** What an event did to its node and what it sent; undefined when it changed nothing. */
function outcomeOf(before: World, event: Event, { world, effects }: Step): string | undefined {
  const address = placeOf(event);
  const [was, is] = [before, world].map(({ locals }) => locals.get(address));
  if (was === undefined || is === undefined) return undefined;
  const sent = [...new Set(effects.sends.map(envelopeKey))];
  if (sent.length === 0 && localKey(was) === localKey(is)) return undefined;
  return JSON.stringify([address, localKey(is), effects.results.length > 0, sent]);
}

/** The route of an event, among these nodes. */
function routeOf(event: Event, nodes: readonly Address[]): number {
  const node = nodes.indexOf(placeOf(event));
  if (event.kind === 'fire') return routeOfTimers(node, nodes.length);
  const sender = nodes.indexOf(rootAddress(event.envelope.from));
  return routeOfLink(sender < 0 ? node : sender, node, nodes.length);
}

/** One naive search: checks states and keeps its findings. */
class NaiveRun {
  readonly stepper: Stepper;
  readonly settings: SearchSettings;
  readonly tally = new Tally();
  readonly #problem: SearchProblem;
  readonly #views: SearchViews;
  readonly #limits: Limits;
  readonly #outcomes = new Set<string>();
  #sinceLook = 0;
  #found: { readonly judgement: StateJudgement; readonly place: Place } | undefined;
  #nearest: { readonly place: Place; readonly progress: number } | undefined;

  constructor(problem: SearchProblem, settings: SearchSettings, report: Parameters<Search>[2]) {
    this.#problem = problem;
    this.settings = settings;
    this.#limits = new Limits(settings, report);
    this.stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
    this.#views = new SearchViews(problem.plan, problem.classes);
  }

  start(): Place {
    const state = { ...this.#problem.start, links: this.settings.links };
    return { state, from: undefined, event: undefined, depth: 0 };
  }

  step(state: World, event: Event): Step {
    const step = this.stepper.step(state, event);
    const { orderRead } = step.effects;
    if (orderRead !== undefined) throw new OrderRead([orderRead]);
    return step;
  }

  get hasFound(): boolean {
    return this.#found !== undefined;
  }

  /** How the most important finding ends the search; `otherwise` if there is none. */
  foundEnd(otherwise: End = 'exhausted'): End {
    return this.#found?.judgement.end ?? otherwise;
  }

  transition(fromDepth: number): void {
    this.#sinceLook++;
    this.tally.addTransitions(fromDepth, 1);
  }

  /** Records what a step did, and whether that is new. */
  met(outcome: string | undefined): void {
    if (outcome === undefined || !Number.isFinite(this.settings.patience)) return;
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    this.tally.lastNews = this.tally.transitions;
  }

  get isSettled(): boolean {
    return this.tally.transitions - this.tally.lastNews >= this.settings.patience;
  }

  /** Counts a new state and checks it. Returns whether it is terminal. */
  check(place: Place): boolean {
    const { state, depth } = place;
    this.tally.addStates(depth, 1);
    this.#approach(place);
    const judgement = judge(state, this.#views.of(state), this.settings);
    if (judgement === undefined) return false;
    if (isGraver(judgement.end, this.#found?.judgement.end)) this.#found = { judgement, place };
    return true;
  }

  prune({ state, depth }: Place): boolean {
    if (!isPruned(this.#views.of(state), this.settings.prunes)) return false;
    this.tally.addPruned(depth);
    return true;
  }

  /** What ends the search from outside, if anything; looks at the clock now and then. */
  interruption(frontier: number): End | undefined {
    if (this.#sinceLook < STEPS_BETWEEN_LOOKS) return undefined;
    this.#sinceLook = 0;
    return this.#limits.reached(() => this.tally.progress(frontier));
  }

  result(end: End, depthCovered: number): Explored {
    return {
      end,
      finding: this.#finding(),
      ...this.tally.counts(),
      depthCovered,
      nearest: () => this.#nearest && approachTo(this.#nearest.place),
    };
  }

  #approach(place: Place): void {
    let results = 0;
    for (const local of place.state.locals.values()) results += local.results.length;
    const progress = progressOf(results, place.state.network.size);
    if (this.#nearest !== undefined && progress <= this.#nearest.progress) return;
    this.#nearest = { place, progress };
  }

  #finding(): SearchFinding | undefined {
    if (this.#found === undefined) return undefined;
    const { judgement, place } = this.#found;
    const { predicate, detail, exception } = judgement;
    return { predicate, detail, exception, ...approachTo(place) };
  }
}

function approachTo(place: Place): Approach {
  const events: Event[] = [];
  for (let at: Place | undefined = place; at?.event !== undefined; at = at.from) {
    events.push(at.event);
  }
  return { events: events.reverse(), state: place.state };
}
