import { SearchViews } from '../../predicate/index.js';
import { assert } from '../../support/index.js';
import type { Event } from '../../system/index.js';
import { judge } from '../judge.js';
import { Limits, STEPS_BETWEEN_LOOKS } from '../limits.js';
import { MemoryExhausted } from '../memory.js';
import {
  JUDGED_NOTABLE,
  JUDGED_PASSES,
  JUDGED_PRUNED,
  type ProbePlan,
} from './probe-crew-protocol.js';
import { ProbeCrew, type ProbeMaster } from './probe-crew.js';
import { ProbeFlock } from './probe-flock.js';
import { Probe, STEP_FAULT, STEP_NONE, STEP_TOUCHES } from './probe.js';
import { takePath, replayToFault } from '../replay.js';
import type { Explored, Search, SearchProblem, SearchSettings } from '../search.js';
import { OrderRead } from '../unread-orders.js';
import { Space } from '../interned/space.js';
import { beginProbe, type Begun, type ProbeRecord } from './survey.js';
import { Tally } from '../tally.js';
import { decided, type StateVerdict } from '../interned/verdicts.js';
import { WalkMaker } from './walk-maker.js';
import { eventsOf, WalkedState, type Walked } from './walked-state.js';

type End = Explored['end'];

/**
 * Random depth-first probes, or a swarm of them. Each has its own generator, so that a probe
 * depends only on the seed and its number.
 */
export class RandomProbes implements ProbeMaster {
  readonly maker: WalkMaker;
  readonly probe: Probe;
  readonly #problem: SearchProblem;
  readonly #settings: SearchSettings;
  readonly #space: Space;
  readonly #plan: ProbePlan;
  readonly #limits: Limits;
  readonly #tally = new Tally();
  readonly #views: SearchViews;
  readonly #workersFrom: number;
  #crew: ProbeCrew | undefined;
  #flock: ProbeFlock | undefined;
  #progress = -1;
  #nearest: readonly Event[] = [];

  /** From `workersFrom` steps on, other threads help. */
  constructor(
    problem: SearchProblem,
    settings: SearchSettings,
    report: Parameters<Search>[2],
    workersFrom: number,
  ) {
    this.#problem = problem;
    this.#settings = settings;
    this.#workersFrom = workersFrom;
    this.#limits = new Limits(settings, report);
    this.#views = new SearchViews(problem.plan, problem.classes);
    this.#space = new Space(problem, settings);
    const { cells, readsResultsOnly } = this.#space;
    const start = {
      locals: this.#space.start().map((cell) => cells.localOf(cell)),
      messages: this.#space.startMessages(),
    };
    this.maker = new WalkMaker(cells, this.#space.addresses.length, settings.workers > 1);
    this.probe = new Probe(start, this.maker);
    this.probe.restart();
    const { seed, depthMax, statesMax: stepsMax } = settings;
    const seeksNews = Number.isFinite(settings.patience);
    const swarm = settings.strategy === 'swarm';
    const startIsPruned = this.#startVerdict() === 'pruned';
    this.#plan = {
      start,
      seed,
      seeksNews,
      swarm,
      depthMax,
      stepsMax,
      startIsPruned,
      readsResultsOnly,
    };
  }

  run(): Explored {
    try {
      return this.#run();
    } finally {
      this.#crew?.dismiss();
    }
  }

  judge(): number {
    return this.judgeOf(this.probe);
  }

  judgeOf(walked: Walked): number {
    const verdict = this.#space.verdictOn(new WalkedState(this.#space, walked));
    if (verdict === 'passes') return JUDGED_PASSES;
    return verdict === 'pruned' ? JUDGED_PRUNED : JUDGED_NOTABLE;
  }

  look(): void {
    this.#crew?.serve();
  }

  #run(): Explored {
    this.#tally.addStates(0, 1);
    this.#progress = this.probe.progress;
    if (this.#problem.start.exception !== undefined) return this.#end('exception');
    const atStart = this.#startVerdict();
    if (atStart === 'violation' || atStart === 'goal') return this.#end(atStart);
    for (let number = 0; ; number++) {
      const before = this.#tally.transitions;
      const end = this.#endOfProbe(number);
      if (end !== undefined) return this.#end(end);
      if (this.#tally.transitions === before) return this.#end('exhausted');
      if (this.#isSettled) return this.#end('settled');
    }
  }

  get #isSettled(): boolean {
    const { transitions, lastNews } = this.#tally;
    return transitions - lastNews >= this.#settings.patience;
  }

  /** Counts one probe; returns what ended the whole search, if anything did. */
  #endOfProbe(number: number): End | undefined {
    try {
      const crew = this.#crewAtWork(number);
      let over: End | undefined;
      const record =
        crew === undefined
          ? this.#flockFrom(number).record(number, () => (over = this.#over()) !== undefined)
          : crew.record(number);
      if (over !== undefined) return over;
      if (record !== undefined && this.#isOrdinary(record)) {
        this.#count(record);
        crew?.counted(number + 1);
        return this.#over();
      }
      const end = this.#walk(beginProbe(this.probe, this.#plan, number));
      crew?.counted(number + 1);
      return end;
    } catch (error) {
      if (error instanceof MemoryExhausted) return 'memory';
      throw error;
    }
  }

  #over(): End | undefined {
    return this.#limits.reached(() => this.#tally.progress(0));
  }

  #flockFrom(number: number): ProbeFlock {
    this.#flock ??= new ProbeFlock(number, this.#plan, this);
    return this.#flock;
  }

  /** The helping threads, once there are enough steps for them to pay off, and while they live. */
  #crewAtWork(number: number): ProbeCrew | undefined {
    const { workers } = this.#settings;
    if (this.#crew === undefined && workers > 1 && this.#tally.transitions >= this.#workersFrom) {
      this.#flock = undefined;
      this.#crew = new ProbeCrew(workers - 1, number, this.#plan, this);
      if (this.#workersFrom === 0) this.#crew.waitUntilReady();
    }
    return this.#crew?.isLost === true ? undefined : this.#crew;
  }

  /** Whether a probe does not end the search, finds nothing new and gets no further than before. */
  #isOrdinary({ isNotable, depth, progress, rejected }: ProbeRecord): boolean {
    const steps = this.#tally.transitions + depth + rejected.length;
    return !isNotable && progress <= this.#progress && steps < this.#settings.statesMax;
  }

  #count({ depth, rejected }: ProbeRecord): void {
    this.#tally.addWalk(depth);
    for (const at of rejected) {
      this.#tally.addTransitions(at, 1);
      this.#tally.addStates(at + 1, 1);
      this.#tally.addPruned(at + 1);
    }
  }

  /** Takes one probe when it is its turn. */
  #walk({ random, depthMax }: Begun): End | undefined {
    const { probe } = this;
    const tally = this.#tally;
    while (probe.depth < depthMax) {
      if (tally.transitions >= this.#settings.statesMax) return 'probes';
      const { depth } = probe;
      const step = probe.step(random);
      if (step === STEP_NONE) return undefined;
      tally.addTransitions(depth, 1);
      tally.addStates(depth + 1, 1);
      if (step === STEP_FAULT) return this.#fault();
      this.#noteNews();
      const verdict = this.#verdictAfter(depth, step === STEP_TOUCHES);
      if (verdict === 'violation' || verdict === 'goal') return verdict;
      this.#approach();
      if (verdict === 'pruned') {
        tally.addPruned(depth + 1);
        probe.reject();
      } else probe.accept();
      if (tally.transitions % STEPS_BETWEEN_LOOKS !== 0) continue;
      this.look();
      const ended = this.#over();
      if (ended !== undefined) return ended;
    }
    return undefined;
  }

  #fault(): 'exception' {
    const { orderRead } = this.#space.cells.locals.outcome(this.probe.outcome);
    if (orderRead !== undefined) throw new OrderRead([orderRead]);
    return 'exception';
  }

  #noteNews(): void {
    const { news } = this.probe;
    if (news === 0 || !this.#plan.seeksNews) return;
    this.maker.settle(news);
    this.#tally.lastNews = this.#tally.transitions;
  }

  #verdictAfter(depth: number, touches: boolean): Exclude<StateVerdict, 'undecided'> {
    // That the start passed proves nothing: it may be pruned.
    return touches || (depth === 0 && this.#plan.startIsPruned) ? this.#verdict() : 'passes';
  }

  #startVerdict(): Exclude<StateVerdict, 'undecided'> {
    return this.#problem.start.exception === undefined ? this.#verdict() : 'passes';
  }

  #verdict(): Exclude<StateVerdict, 'undecided'> {
    const walked = new WalkedState(this.#space, this.probe);
    const verdict = this.#space.verdictOn(walked);
    if (verdict !== 'undecided') return verdict;
    const state = this.#space.stateLike(walked);
    return decided(state, this.#views.of(state), this.#settings);
  }

  #approach(): void {
    const { progress } = this.probe;
    if (progress <= this.#progress) return;
    this.#progress = progress;
    this.#nearest = eventsOf(this.#space, this.probe.path);
  }

  #end(end: End): Explored {
    const { links } = this.#settings;
    const counts = { ...this.#tally.counts(), depthCovered: -1 };
    if (end !== 'exception' && end !== 'violation' && end !== 'goal') {
      const events = this.#nearest;
      const nearest = () => ({ events, state: takePath(this.#problem, links, events) });
      return { end, finding: undefined, ...counts, nearest };
    }
    const events = eventsOf(this.#space, this.probe.path);
    const meant = this.#space.stateLike(new WalkedState(this.#space, this.probe));
    const state = end === 'exception' ? replayToFault(this.#problem, links, events, meant) : meant;
    const judgement = judge(state, this.#views.of(state), this.#settings);
    assert(judgement?.end === end, `a ${end} was found that does not hold up when judged`);
    const { predicate, detail, exception } = judgement;
    const finding = { predicate, detail, exception, events, state };
    return { end, finding, ...counts, nearest: () => undefined };
  }
}
