import type { ClassTable } from '../canon/index.js';
import {
  PredicateError,
  type Search,
  type SearchProblem,
  type SearchProgress,
  type SearchResult,
  type Strategy,
} from '../checker/index.js';
import type { LogLine, Twins } from '../box/index.js';
import type { ExpectedExports } from '../given/index.js';
import { systemView } from '../predicate/index.js';
import { PurityHandlers, RememberedHandlers, type PuritySample } from '../judge/index.js';
import {
  Stepper,
  type HandlerCall,
  type HandlerOutcome,
  type Handlers,
  type SystemPlan,
} from '../system/index.js';
import type { RecordedCalls } from './recorded-calls.js';
import { fail, TestFailure } from './test-failure.js';
import type { Failure } from './failure.js';
import type { SearchOutcome, Vacuous } from './outcome.js';
import type { PhaseSettings } from './phase-settings.js';
import { cutShortText, endText } from './search-end.js';
import { checkBlueprint, checkWorkload } from './checked-terms.js';
import { HeldBackHandlers, type Growth } from './held-back.js';
import { Stage, type FailedStep } from './stage.js';
import { ProfiledHandlers, worstOf } from './state-profile.js';

/**
 * The depth of the original course's random search. A probe never goes deeper, for it would go on
 * for ever; nor does a breadth-first search unless its test says so: nodes that large come only
 * from states that grow, and take minutes and all of the memory.
 */
const DEPTH_MAX = 1000;
/** A search ends after this many random steps that show nothing new; decision 10 says why. */
const PATIENCE = 30_000;

/**
 * The sample of calls checked for purity when a lab is judged; shown paths are checked completely.
 */
const ON_THE_WAY: PuritySample = { allOfFirst: 250, oneIn: 8 };
/** ... and when its purity is in question. */
const THOROUGH: PuritySample = { allOfFirst: 20_000, oneIn: 4 };

/** The lab under test as a search sees it: answers to handler calls, and names of classes. */
export interface SearchedLab {
  readonly handlers: Handlers;
  /** The same, with a second instance of the lab; if omitted, purity is not checked. */
  readonly twins?: Twins | undefined;
  /** What a node logs during this call. */
  readonly logOf?: ((call: HandlerCall) => readonly LogLine[]) | undefined;
  /** The given classes, and the lab's as empty classes with the same names. */
  readonly classes: ClassTable;
}

/** How the searches of a test are run. */
export interface SearchTestOptions {
  /** The engine, or the naive checker that it is compared with. */
  readonly search: Search;
  /** What submissions have to export; if omitted, what a test builds from them is not checked. */
  readonly contract?: ExpectedExports | undefined;
  /** Replaces the test's own depth limits. */
  readonly depthMax?: number | undefined;
  /** The maximum number of unique states (or random steps) of each search. */
  readonly statesMax: number;
  /** Replaces {@link PATIENCE}; `Infinity` uses the whole budget of random steps. */
  readonly patience?: number | undefined;
  /** The test's own budget; `statesMax` may be less because the user asked for less. */
  readonly ownStatesMax?: number | undefined;
  /** The safety nets of each search. */
  readonly timeMaxMs: number;
  readonly memoryMaxBytes: number;
  readonly workers: number;
  /** Replaces the test's own strategies. */
  readonly strategy?: Strategy | undefined;
  readonly seed: number;
  /** Whether to check purity thoroughly and look for what multiplies the states. Default: no. */
  readonly checks?: boolean | undefined;
  /** Whether to keep the paths to the goals found. Default: no. */
  readonly keepPaths?: boolean | undefined;
  /** Called with the nodes of each system that the test starts. */
  readonly onMembers?: ((addresses: readonly string[]) => void) | undefined;
  /** Called after each search. */
  readonly onSearched?: ((outcome: SearchOutcome) => void) | undefined;
  readonly onProgress?:
    | ((search: string, strategy: Strategy, progress: SearchProgress) => 'go on' | 'stop')
    | undefined;
}

/** One search of a test. */
export interface SearchRequest {
  readonly name: string;
  readonly from: Stage;
  readonly phase: PhaseSettings;
  readonly strategy: Strategy;
  /** What the search has to reach, or the test fails. */
  readonly needs?: 'the goal' | 'every state' | undefined;
}

/** A search that was run, with its problem: everything needed to report on it. */
export interface Searched extends SearchRequest {
  readonly problem: SearchProblem;
  readonly result: SearchResult;
  readonly text: string;
  /**
   * The user's limits ended it before it reached what it had to, which says nothing about the lab.
   */
  readonly isCutShort: boolean;
}

/** Runs the searches of one test of one lab, and keeps their results. */
export class SearchRun {
  readonly outcomes: SearchOutcome[] = [];
  readonly lab: SearchedLab;
  readonly options: SearchTestOptions;
  readonly purity: PurityHandlers | undefined;
  /** The step of the test in which a handler failed, if one did. */
  failedStep: FailedStep | undefined;
  /** What the latest search saw of the lab. */
  readonly profiled: ProfiledHandlers;
  readonly #handlers: Handlers;
  /** For stages: a test takes the same paths again and again. */
  readonly #remembered: RememberedHandlers;

  constructor(lab: SearchedLab, options: SearchTestOptions) {
    this.lab = lab;
    this.options = options;
    const sample = options.checks === true ? THOROUGH : ON_THE_WAY;
    this.purity = lab.twins && new PurityHandlers(lab.twins, lab.classes, sample);
    this.#handlers = this.purity ?? lab.handlers;
    this.profiled = new ProfiledHandlers(this.#handlers, lab.classes);
    this.#remembered = new RememberedHandlers(this.#handlers);
  }

  /** The system of this plan after every node's `init`. */
  start(plan: SystemPlan): Stage {
    for (const node of plan.nodes) checkBlueprint(node, this.options.contract);
    for (const [client, workload] of plan.workloads) checkWorkload(client, workload);
    this.options.onMembers?.(plan.nodes.map(({ address }) => address));
    const { classes } = this.lab;
    const stepper = new Stepper(plan, this.#remembered, classes);
    const state = stepper.initial();
    this.refuseImpure();
    if (state.exception !== undefined) {
      const { fault } = state.exception;
      fail('lab', fault.message, { fault });
    }
    const onFault = (failed: FailedStep): void => {
      this.failedStep = failed;
    };
    return new Stage({ stepper, classes, onFault }, state, []);
  }

  /** Searches, and keeps the result. */
  search(request: SearchRequest): Searched {
    const { name, phase } = request;
    const { options } = this;
    const strategy = options.strategy ?? request.strategy;
    this.profiled.forget();
    const startMs = performance.now();
    const result = this.look({ ...request, strategy });
    const wallMs = performance.now() - startMs;
    this.refuseImpure();
    const limit = request.needs && this.#lowered(result.end, request);
    const isCutShort = limit !== undefined;
    const text = isCutShort
      ? cutShortText(result, `${limit} ended the search before ${request.needs ?? ''}`)
      : endText(result, phase, options.timeMaxMs);
    const { end, states, transitions, depth, statesPerDepth } = result;
    const counts = { end, text, states, transitions, depth, statesPerDepth };
    const profile = options.checks === true ? worstOf(this.profiled.profile()) : undefined;
    const isAbsence = request.needs !== 'the goal' && !isCutShort;
    const vacuous = isAbsence ? this.#vacuous(result, request.from) : undefined;
    const more = { ...(profile && { profile }), ...(vacuous && { vacuous }) };
    const outcome = { name, strategy, ...counts, wallMs, ...more };
    this.outcomes.push(outcome);
    options.onSearched?.(outcome);
    const problem = this.problemFrom(request.from);
    return { ...request, strategy, problem, result, text, isCutShort };
  }

  /** A search that should find nothing must have been able to find something. */
  #vacuous({ end, transitions }: SearchResult, from: Stage): Vacuous | undefined {
    if (end === 'violation' || end === 'exception') return undefined;
    if (transitions === 0) return 'nothing-happens';
    const { clients } = systemView(from.state, from.tools.stepper.plan, this.lab.classes);
    const isAsked = clients.some(({ commands }) => commands.length > 0);
    const hasResults = clients.some(({ results }) => results.length > 0);
    return isAsked && !hasResults && this.profiled.results === 0 ? 'no-results' : undefined;
  }

  /** The option with which the user ended a search earlier than the test would have. */
  #lowered(end: SearchResult['end'], { strategy, phase }: SearchRequest): string | undefined {
    const { statesMax, ownStatesMax = statesMax, depthMax = Infinity } = this.options;
    if (end === 'states' && statesMax < ownStatesMax) return `--states ${statesMax}`;
    if (end === 'depth' && depthMax < depthOf(strategy, phase)) return `--depth ${depthMax}`;
    const { strategy: asked = strategy } = this.options;
    return end === 'probes' && asked !== strategy ? `--strategy ${asked}` : undefined;
  }

  /** Searches for the details of a failure report. */
  look(request: SearchRequest): SearchResult {
    return this.#look(request, this.profiled);
  }

  /** Searches again with the growth held back; also returns the lab that was searched. */
  holdBack(
    request: SearchRequest,
    growth: Growth,
  ): { lab: ProfiledHandlers; result: SearchResult } {
    const { classes } = this.lab;
    const held = new HeldBackHandlers(this.#handlers, growth, classes);
    const lab = new ProfiledHandlers(held, classes);
    return { lab, result: this.#look(request, lab) };
  }

  #look({ name, from, phase, strategy }: SearchRequest, lab: ProfiledHandlers): SearchResult {
    const { options } = this;
    const settings = {
      ...options,
      links: phase.links,
      invariants: phase.invariants,
      goals: phase.goals,
      prunes: phase.prunes,
      strategy,
      depthMax: options.depthMax ?? depthOf(strategy, phase),
      diamonds: true,
      patience: options.patience ?? PATIENCE,
    };
    const report = (progress: SearchProgress) => {
      const answer = options.onProgress?.(name, strategy, progress) ?? 'go on';
      return this.purity?.finding === undefined ? answer : 'stop';
    };
    const problem = { ...this.problemFrom(from), handlers: lab };
    return strictly(name, () => options.search(problem, settings, report));
  }

  /** Remembers calls, so that stages with the same steps need not ask again. */
  remember({ calls, outcomes }: RecordedCalls): void {
    for (const [i, call] of calls.entries()) {
      this.#remembered.remember(call, outcomes[i] as HandlerOutcome);
    }
  }

  problemFrom(from: Stage): SearchProblem {
    const { plan } = from.tools.stepper;
    const { classes } = this.lab;
    return { plan, start: from.state, handlers: this.profiled, classes };
  }

  /** Fails the test if a handler was found that does not always do the same thing. */
  refuseImpure(): void {
    const failure = this.impurity();
    if (failure !== undefined) throw new TestFailure(failure);
  }

  /** Why the searches' results do not count: a handler does not always do the same thing. */
  impurity(): Failure | undefined {
    const found = this.purity?.finding;
    if (found === undefined) return undefined;
    const { handler, path, first, again, freshInstance } = found;
    const when = freshInstance ? 'in a fresh instance of the lab' : 'when it ran again';
    return {
      kind: 'purity',
      message: `${handler} does not always do the same thing: ${path} was different ${when}`,
      expected: first,
      seen: again,
      detail: [
        `the same node met the same event twice; the first time ${path}: ${first}`,
        `${when}: ${again}`,
        'a handler may depend on its node, the message or timer and the sender alone: look for ' +
          'variables outside the node, and for what is shared between nodes',
      ],
    };
  }
}

function depthOf(strategy: Strategy, { depthMax }: PhaseSettings): number {
  const isSaid = strategy === 'bfs' && depthMax !== Infinity;
  return isSaid ? depthMax : Math.min(depthMax, DEPTH_MAX);
}

/**
 * If a goal or prune cannot be evaluated, the test fails, since the search's result would not
 * count.
 */
function strictly(search: string, run: () => SearchResult): SearchResult {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PredicateError)) throw error;
    return fail('invariant', `in the search “${search}” ${error.message}`, {
      predicate: error.predicate,
    });
  }
}
