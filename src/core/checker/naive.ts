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
import { isPruned, judge, type Judgement } from './judge.js';
import type {
  Approach,
  Finding,
  Search,
  SearchProblem,
  SearchResult,
  SearchSettings,
} from './search.js';
import { chooseFed, drawTemper, routeOfLink, routeOfTimers } from './probes/swarm.js';

/**
 * Searches in the plainest way that can be right: whole states, their keys in a `Set`, every event
 * taken with the one `step`. It is what the engine's results are compared with.
 *
 * A level is always finished. Of what is found on one level an exception comes before a violation
 * and that before a goal; among equals the first in breadth-first order.
 */
export const naiveSearch: Search = (problem, settings, report) => {
  const tally = new Tally(problem, settings, report);
  return settings.strategy === 'bfs' ? breadthFirst(tally) : randomProbes(tally);
};

/** A state with the way to it. */
interface Place {
  readonly state: World;
  readonly from: Place | undefined;
  readonly event: Event | undefined;
  readonly depth: number;
}

type End = SearchResult['end'];

function breadthFirst(tally: Tally): SearchResult {
  const { stepper, settings } = tally;
  const start = tally.start();
  if (tally.check(start)) return tally.result(tally.foundEnd(), -1);
  const visited = new Set([worldKey(start.state)]);
  let level = [start];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= settings.depthMax) return tally.result('depth', depth - 1);
    const next: Place[] = [];
    for (const place of level) {
      for (const event of stepper.events(place.state)) {
        const { world: state } = stepper.step(place.state, event);
        tally.transition(depth);
        const key = worldKey(state);
        if (visited.has(key)) continue;
        if (visited.size >= settings.statesMax) {
          return tally.result(tally.foundEnd('states'), depth - 1);
        }
        visited.add(key);
        const reached = { state, from: place, event, depth: depth + 1 };
        if (!tally.check(reached) && !tally.prune(reached)) next.push(reached);
      }
      const interrupted = tally.interruption(next.length);
      if (interrupted !== undefined) return tally.result(tally.foundEnd(interrupted), depth - 1);
    }
    if (tally.hasFound) return tally.result(tally.foundEnd(), depth);
    level = next;
  }
  return tally.result('exhausted', tally.depth);
}

function randomProbes(tally: Tally): SearchResult {
  const { settings } = tally;
  const start = tally.start();
  if (tally.check(start)) return tally.result(tally.foundEnd(), -1);
  const random = Random.fromSeed(settings.seed);
  for (let probe = 0; ; probe++) {
    const before = tally.transitions;
    const end = probeFrom(start, random.split(probe), tally) ?? tally.interruption(0);
    if (end !== undefined) return tally.result(end, -1);
    if (tally.transitions === before) return tally.result('exhausted', -1);
    if (tally.isSettled) return tally.result('settled', -1);
  }
}

/** One probe; gives what ended the whole search, if something did. */
function probeFrom(start: Place, random: Random, tally: Tally): End | undefined {
  const { stepper, settings } = tally;
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
      if (tally.transitions >= settings.statesMax) return 'probes';
      const [event] = events.splice(choose(events), 1) as [Event];
      const step = stepper.step(here.state, event);
      const { world: state } = step;
      tally.transition(here.depth);
      tally.met(outcomeOf(here.state, event, step));
      const reached: Place = { state, from: here, event, depth: here.depth + 1 };
      if (tally.check(reached)) return tally.foundEnd();
      if (!tally.prune(reached)) place = reached;
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

/** Between two looks at the clock. */
const STEPS_BETWEEN_REPORTS = 256;

/** Checks states and keeps the counts. */
class Tally {
  readonly stepper: Stepper;
  readonly settings: SearchSettings;
  transitions = 0;
  depth = 0;
  readonly #problem: SearchProblem;
  readonly #report: Parameters<Search>[2];
  readonly #views: SearchViews;
  readonly #startMs = performance.now();
  readonly #statesPerDepth: number[] = [];
  readonly #transitionsFromDepth: number[] = [];
  readonly #prunedPerDepth: number[] = [];
  readonly #outcomes = new Set<string>();
  #states = 0;
  #lastNews = 0;
  #sinceReport = 0;
  #found: { readonly judgement: Judgement; readonly place: Place } | undefined;
  #nearest: { readonly place: Place; readonly results: number } | undefined;

  constructor(problem: SearchProblem, settings: SearchSettings, report: Parameters<Search>[2]) {
    this.#problem = problem;
    this.settings = settings;
    this.#report = report;
    this.stepper = new Stepper(problem.plan, problem.handlers, problem.classes);
    this.#views = new SearchViews(problem.plan, problem.classes);
  }

  start(): Place {
    const state = { ...this.#problem.start, links: this.settings.links };
    return { state, from: undefined, event: undefined, depth: 0 };
  }

  get hasFound(): boolean {
    return this.#found !== undefined;
  }

  /** How the best finding ends the search; `otherwise` when there is none. */
  foundEnd(otherwise: End = 'exhausted'): End {
    return this.#found?.judgement.end ?? otherwise;
  }

  transition(fromDepth: number): void {
    this.transitions++;
    this.#sinceReport++;
    this.#transitionsFromDepth[fromDepth] = (this.#transitionsFromDepth[fromDepth] ?? 0) + 1;
  }

  /** Notes what a step did, and whether that is new. */
  met(outcome: string | undefined): void {
    if (outcome === undefined || this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    this.#lastNews = this.transitions;
  }

  get isSettled(): boolean {
    return this.transitions - this.#lastNews >= this.settings.patience;
  }

  /** Counts a new state and checks it. Whether it is terminal. */
  check(place: Place): boolean {
    const { state, depth } = place;
    this.#states++;
    this.#statesPerDepth[depth] = (this.#statesPerDepth[depth] ?? 0) + 1;
    this.depth = Math.max(this.depth, depth);
    this.#approach(place);
    const judgement = judge(state, this.#views.of(state), this.settings);
    if (judgement === undefined) return false;
    const known = this.#found?.judgement.end;
    if (known === undefined || ENDS.indexOf(judgement.end) < ENDS.indexOf(known)) {
      this.#found = { judgement, place };
    }
    return true;
  }

  prune({ state, depth }: Place): boolean {
    if (!isPruned(this.#views.of(state), this.settings.prunes)) return false;
    this.#prunedPerDepth[depth] = (this.#prunedPerDepth[depth] ?? 0) + 1;
    return true;
  }

  /** Looks at the clock now and then: what ends the search from outside, if something does. */
  interruption(frontier: number): End | undefined {
    if (this.#sinceReport < STEPS_BETWEEN_REPORTS) return undefined;
    this.#sinceReport = 0;
    if (performance.now() - this.#startMs > this.settings.timeMaxMs) return 'time';
    const bytes = bytesInUse();
    if (bytes > this.settings.memoryMaxBytes) return 'memory';
    const answer = this.#report?.({
      states: this.#states,
      transitions: this.transitions,
      depth: this.depth,
      statesPerDepth: this.#statesPerDepth,
      frontier,
      bytes,
    });
    return answer === 'stop' ? 'stopped' : undefined;
  }

  result(end: End, depthCovered: number): SearchResult {
    const filled = (counts: readonly number[]): number[] =>
      Array.from({ length: this.depth + 1 }, (_, depth) => counts[depth] ?? 0);
    return {
      end,
      finding: this.#finding(),
      states: this.#states,
      transitions: this.transitions,
      lastNews: this.#lastNews,
      depth: this.depth,
      depthCovered,
      statesPerDepth: filled(this.#statesPerDepth),
      transitionsFromDepth: filled(this.#transitionsFromDepth),
      prunedPerDepth: filled(this.#prunedPerDepth),
      bytes: bytesInUse(),
      nearest: () => this.#nearest && approachTo(this.#nearest.place),
    };
  }

  /** Most results, then most messages sent: a client that got further, or a system that did. */
  #approach(place: Place): void {
    let results = 0;
    for (const local of place.state.locals.values()) results += local.results.length;
    const best = this.#nearest;
    if (best !== undefined && results < best.results) return;
    const further = place.state.network.size > (best?.place.state.network.size ?? -1);
    if (best === undefined || results > best.results || further) this.#nearest = { place, results };
  }

  #finding(): Finding | undefined {
    if (this.#found === undefined) return undefined;
    const { judgement, place } = this.#found;
    const { predicate, detail, exception } = judgement;
    return { predicate, detail, exception, ...approachTo(place) };
  }
}

/** What is found on one level, the most important first. */
const ENDS: readonly End[] = ['exception', 'violation', 'goal'];

function approachTo(place: Place): Approach {
  const events: Event[] = [];
  for (let at: Place | undefined = place; at?.event !== undefined; at = at.from) {
    events.push(at.event);
  }
  return { events: events.reverse(), state: place.state };
}

function bytesInUse(): number {
  return process.memoryUsage.rss();
}
