import { SearchViews } from '../predicate/index.js';
import { assert, Random } from '../support/index.js';
import type { Event } from '../system/index.js';
import { judge } from './judge.js';
import { Limits } from './limits.js';
import { MemoryExhausted } from './memory.js';
import { Probe, STEP_FAULT, STEP_NONE, STEP_TOUCHES } from './probe.js';
import { assertReplayed, replay } from './replay.js';
import type { Search, SearchProblem, SearchResult, SearchSettings } from './search.js';
import { Space } from './space.js';
import { Tally } from './tally.js';
import { decided, type Verdict } from './verdicts.js';

type End = SearchResult['end'];

/** Between two looks at the clock. */
const STEPS_BETWEEN_LOOKS = 1024;

/**
 * Random depth-first probes. Each draws from a generator of its own, so that a probe depends on
 * the seed and its number alone.
 */
export class RandomProbes {
  readonly #problem: SearchProblem;
  readonly #settings: SearchSettings;
  readonly #space: Space;
  readonly #probe: Probe;
  readonly #limits: Limits;
  readonly #tally = new Tally();
  readonly #views: SearchViews;
  #startIsPruned = false;
  #progress = -1;
  #nearest: readonly Event[] = [];

  constructor(problem: SearchProblem, settings: SearchSettings, report: Parameters<Search>[2]) {
    this.#problem = problem;
    this.#settings = settings;
    this.#space = new Space(problem, settings);
    this.#probe = new Probe(this.#space);
    this.#limits = new Limits(settings, report);
    this.#views = new SearchViews(problem.plan, problem.classes);
  }

  run(): SearchResult {
    this.#tally.addStates(0, 1);
    this.#progress = this.#probe.progress;
    const ended = this.#problem.start.exception === undefined ? this.#atStart() : 'exception';
    if (ended !== undefined) return this.#end(ended);
    const random = Random.fromSeed(this.#settings.seed);
    for (let probe = 0; ; probe++) {
      const before = this.#tally.transitions;
      const end = this.#endOfProbe(random.split(probe));
      if (end !== undefined) return this.#end(end);
      if (this.#tally.transitions === before) return this.#end('exhausted');
    }
  }

  #atStart(): 'violation' | 'goal' | undefined {
    const verdict = this.#verdict();
    this.#startIsPruned = verdict === 'pruned';
    return verdict === 'violation' || verdict === 'goal' ? verdict : undefined;
  }

  /** One probe; gives what ended the whole search, if something did. */
  #endOfProbe(random: Random): End | undefined {
    try {
      return this.#walk(random);
    } catch (error) {
      if (error instanceof MemoryExhausted) return 'memory';
      throw error;
    }
  }

  #walk(random: Random): End | undefined {
    const probe = this.#probe;
    const tally = this.#tally;
    probe.restart();
    while (probe.depth < this.#settings.depthMax) {
      if (tally.transitions >= this.#settings.statesMax) return 'probes';
      const { depth } = probe;
      const step = probe.step(random);
      if (step === STEP_NONE) return undefined;
      tally.addTransitions(depth, 1);
      tally.addStates(depth + 1, 1);
      if (step === STEP_FAULT) return 'exception';
      const verdict = this.#verdictAfter(depth, step === STEP_TOUCHES);
      if (verdict === 'violation' || verdict === 'goal') return verdict;
      this.#approach();
      if (verdict === 'pruned') {
        tally.addPruned(depth + 1);
        probe.reject();
      } else probe.accept();
      if (tally.transitions % STEPS_BETWEEN_LOOKS !== 0) continue;
      const ended = this.#limits.reached(() => tally.progress(0));
      if (ended !== undefined) return ended;
    }
    return undefined;
  }

  #verdictAfter(depth: number, touches: boolean): Exclude<Verdict, 'undecided'> {
    // Nothing follows from the start's having passed: it may be pruned.
    return touches || (depth === 0 && this.#startIsPruned) ? this.#verdict() : 'passes';
  }

  #verdict(): Exclude<Verdict, 'undecided'> {
    const verdict = this.#space.verdictOn(this.#probe);
    if (verdict !== 'undecided') return verdict;
    const state = this.#space.stateLike(this.#probe);
    return decided(state, this.#views.of(state), this.#settings);
  }

  #approach(): void {
    const { progress } = this.#probe;
    if (progress <= this.#progress) return;
    this.#progress = progress;
    this.#nearest = this.#probe.way();
  }

  #end(end: End): SearchResult {
    const { links } = this.#settings;
    const counts = { ...this.#tally.counts(), depthCovered: -1 };
    if (end !== 'exception' && end !== 'violation' && end !== 'goal') {
      const events = this.#nearest;
      const nearest = { events, state: replay(this.#problem, links, events) };
      return { end, finding: undefined, ...counts, nearest };
    }
    const events = this.#probe.way();
    const state = replay(this.#problem, links, events);
    const meant = this.#space.stateLike(this.#probe);
    assertReplayed(state, meant, end === 'exception');
    const judgement = judge(state, this.#views.of(state), this.#settings);
    assert(judgement?.end === end, `a ${end} was found that is none when it is replayed`);
    const { predicate, detail, exception } = judgement;
    const finding = { predicate, detail, exception, events, state };
    return { end, finding, ...counts, nearest: undefined };
  }
}
