import type { ClassTable } from '../../canon/index.js';
import { evaluate, LINEARIZABLE, systemView, type Predicate } from '../../predicate/index.js';
import { formatPlace } from '../../support/index.js';
import { Narrator, type Handlers } from '../../system/index.js';
import { FairContinuation } from './fair-continuation.js';
import { shownFailure } from './shown-failure.js';
import { marksUpTo, rememberedDecode, type End, type ClientMark } from './client-history.js';
import { Executor } from './executor.js';
import type { Trace } from '../file/index.js';
import { planOf } from './trace-plan.js';
import { WorkBudget } from './work-budget.js';
import { wrongAnswer } from './wrong-answer.js';

/** A replay's judgement of the failure that a trace was kept for. */
export interface Judgement {
  /**
   * - `same`: the failure is there again
   * - `other`: the lab failed, in another way
   * - `new`: the lab failed, and the trace is of a test that passed
   * - `gone`: the failure is not there
   * - `none`: the trace is of a test that passed, and nothing failed
   * - `unclear`: too little could be taken, or the failure is of a kind that a path does not show
   */
  readonly failure: 'same' | 'other' | 'new' | 'gone' | 'none' | 'unclear';
  /** One sentence about it. */
  readonly told: string;
  /** What it says about a wrong answer: `client1 got GetResult(value=x) for Get(key=foo)`. */
  readonly answer?: string | undefined;
}

/** A path that was replayed. */
export interface ReplayedPath extends End {
  /** The recorded trace, in terms of the current lab. */
  readonly trace: Trace;
  /** How many events could no longer happen. */
  readonly skipped: number;
  /**
   * Whether these include nodes, crashes, commands or messages of the test, or anything of a class
   * that the lab no longer has: then the missing events say nothing about what the lab does.
   */
  readonly lacksParts: boolean;
  /** The same code took the same path, so the test would say the same again. */
  readonly isAsRecorded: boolean;
}

export interface JudgeOptions {
  readonly handlers: Handlers;
  readonly classes: ClassTable;
  readonly predicateOf: (name: string) => Predicate | undefined;
}

interface Truth {
  readonly name: string;
  readonly holds: boolean;
  readonly detail: string | undefined;
}

/** The share of a path's events that may be missing while it still counts as that path. */
const SKIPPED_SHARE_MAX = 0.25;
const NO_MORE = 'events can no longer happen';
/** How long a run continues from the end of a path, in virtual time. */
const GOING_ON_MS = 800;

/** Says whether a replayed path shows the failure it was recorded for. */
export function judgeReplay(path: ReplayedPath, options: JudgeOptions): Judgement {
  return new Judge(path, options).judgement();
}

class Judge {
  readonly #path: ReplayedPath;
  readonly #options: JudgeOptions;
  readonly #executor: Executor;
  readonly #narrator: Narrator;

  constructor(path: ReplayedPath, options: JudgeOptions) {
    this.#path = path;
    this.#options = options;
    const { handlers, classes } = options;
    this.#narrator = new Narrator(classes);
    this.#executor = new Executor(path.trace, {
      handlers,
      classes,
      decoded: rememberedDecode(classes),
      budget: new WorkBudget(),
    });
  }

  judgement(): Judgement {
    const { trace, isAsRecorded } = this.#path;
    const { verdict, kind, predicate } = trace.verdict;
    if (verdict === 'passed') return this.#ofPassed();
    const shown = this.#shownAt(this.#path);
    if (shown !== undefined) return shown;
    if (kind === 'nearest') return this.#byGoal();
    if (kind === 'liveness' || kind === 'answer') return this.#byGoingOn();
    const isSeen = kind === 'lab' || kind === 'result' || predicate === LINEARIZABLE.name;
    if (isSeen || this.#evaluated(this.#path) !== undefined) return this.#gone();
    if (isAsRecorded) return { failure: 'same', told: trace.verdict.detail };
    return this.#untold(predicate === undefined ? `this failure (${kind})` : `“${predicate}”`);
  }

  /** The failure visible at the end of a path, whatever came before. */
  #shownAt(end: End): Judgement | undefined {
    const wrong = this.#exception(end) ?? this.#wrongResult(end);
    if (wrong !== undefined) return wrong;
    const { verdict } = this.#path.trace;
    if (verdict.predicate === LINEARIZABLE.name) return this.#illegalAnswer(end);
    if (verdict.kind === 'nearest') return undefined;
    const truth = this.#evaluated(end);
    if (truth === undefined || truth.holds) return undefined;
    const answer = truth.detail;
    return { failure: 'same', told: `${truth.name}: ${answer ?? verdict.detail}`, answer };
  }

  #exception({ world: { exception } }: End): Judgement | undefined {
    if (exception === undefined) return undefined;
    const { kind, fault } = this.#path.trace.verdict;
    const { message, place } = exception.fault;
    const isSame = kind === 'lab' && fault === message;
    const where = place === undefined ? '' : ` (${formatPlace(place)})`;
    return { failure: isSame ? 'same' : 'other', told: `${exception.node}: ${message}${where}` };
  }

  #wrongResult({ world }: End): Judgement | undefined {
    const { verdict, workloads } = this.#path.trace;
    const wrong = wrongAnswer(world.locals, workloads);
    if (wrong === undefined) return undefined;
    const [got, command, expected] = [wrong.got, wrong.command, wrong.expected].map((text) =>
      this.#narrator.text(text),
    );
    const isSame = verdict.kind === 'result' || verdict.predicate === 'RESULTS_OK';
    const answer = `${wrong.client} got ${got} for ${command}`;
    return { failure: isSame ? 'same' : 'other', told: `${answer}, expected ${expected}`, answer };
  }

  #illegalAnswer({ mark }: End): Judgement | undefined {
    const { history } = this.#executor;
    const last = marksUpTo(mark).findLast(({ result }) => result !== undefined);
    if (last?.result === undefined || history.illegalKey(mark) === undefined) return undefined;
    const got = this.#narrator.text(last.result);
    const command = this.#command(last);
    const answer = `${last.client} got ${got} for ${command}`;
    return { failure: 'same', told: `${answer}, which no order of the commands explains`, answer };
  }

  #ofPassed(): Judgement {
    const wrong = this.#exception(this.#path) ?? this.#wrongResult(this.#path);
    if (wrong !== undefined) {
      return { failure: 'new', told: `${wrong.told}; the test passed when this was recorded` };
    }
    const { skipped, trace } = this.#path;
    if (skipped > 0) {
      const told = `nothing failed, but ${skipped} of ${trace.events.length} ${NO_MORE}`;
      return { failure: 'unclear', told };
    }
    const goal = this.#evaluated(this.#path);
    if (goal === undefined || goal.holds) {
      return { failure: 'none', told: 'nothing fails on this path' };
    }
    const told = `“${goal.name}” no longer holds at the end of this path`;
    return { failure: 'unclear', told };
  }

  /** The path to the state that came nearest to a goal; only a search can find the goal itself. */
  #byGoal(): Judgement {
    const { predicate } = this.#path.trace.verdict;
    const goal = this.#evaluated(this.#path);
    if (goal?.holds === true) {
      return { failure: 'gone', told: `“${goal.name}” holds at the end of this path` };
    }
    const { locals } = this.#path.world;
    const results = [...this.#path.trace.workloads].map(([client, commands]) => {
      const { length } = locals.get(client)?.results ?? [];
      return `${client} has ${length} of ${commands.length} results`;
    });
    const near = ['this is as near as the search got', ...results].join('; ');
    if (this.#path.isAsRecorded) {
      return { failure: 'same', told: `“${predicate}” is not found; ${near}` };
    }
    const told =
      `only the search can tell whether “${predicate}” is found now; ` +
      ['this path led to the state nearest to it', ...results].join('; ');
    return { failure: 'unclear', told };
  }

  /** What did not happen: does it happen if nothing goes wrong after the path's end? */
  #byGoingOn(): Judgement {
    const { trace, lacksParts, isAsRecorded } = this.#path;
    const { kind, detail } = trace.verdict;
    const shown = shownFailure(trace, this.#path, this.#executor, this.#options.classes);
    if (shown !== undefined) return { failure: 'same', told: this.#stuckText() };
    if (isAsRecorded) return { failure: 'same', told: detail };
    // A run that was not minimised was perhaps only slow, and not stuck at its end either.
    const wasStuck = kind === 'liveness' && trace.minimised !== undefined;
    if (!wasStuck) return this.#untold(`this failure (${kind})`);
    if (lacksParts) return this.#gone();
    return { failure: 'gone', told: 'the result arrives after all' };
  }

  #stuckText(): string {
    const { kind, detail } = this.#path.trace.verdict;
    return (kind === 'liveness' ? this.#openText(this.#path) : undefined) ?? detail;
  }

  /** Who has waited longest at the end, and for what. */
  #openText({ world, mark }: End): string | undefined {
    const open = marksUpTo(mark).find(
      ({ client, index, result }) =>
        result === undefined && world.locals.get(client)?.results.length === index,
    );
    if (open === undefined) return undefined;
    const why = 'even if nothing goes wrong from here on';
    return `${open.client} gets no result for ${this.#command(open)}, ${why}`;
  }

  /** The value of the verdict's predicate in a state; only for predicates that all labs share. */
  #evaluated({ world }: End): Truth | undefined {
    const { trace } = this.#path;
    const { verdict } = trace;
    const { classes, predicateOf } = this.#options;
    const predicate = verdict.predicate === undefined ? undefined : predicateOf(verdict.predicate);
    if (predicate === undefined) return undefined;
    const { name } = predicate;
    try {
      const view = systemView(world, planOf(trace, classes), classes);
      const { holds, detail } = evaluate(predicate, view);
      return { name, holds, detail };
    } catch (error) {
      return { name, holds: false, detail: `it threw ${String(error)}` };
    }
  }

  #command({ client, index }: ClientMark): string {
    return this.#narrator.text(this.#executor.history.commandAt(client, index));
  }

  #untold(what: string): Judgement {
    return { failure: 'unclear', told: `${what} can only be judged by running the test again` };
  }

  /** The failure is gone: because it was fixed, or because too little is left of the path. */
  #gone(): Judgement {
    const { skipped, trace, lacksParts } = this.#path;
    if (skipped === 0) return { failure: 'gone', told: 'the failure is gone on this path' };
    const missing = `${skipped} of ${trace.events.length} ${NO_MORE}`;
    if (lacksParts || skipped > trace.events.length * SKIPPED_SHARE_MAX) {
      return { failure: 'unclear', told: `the failure did not occur, but ${missing}` };
    }
    const later = this.#goneOn();
    const shown = this.#shownAt(later);
    if (shown !== undefined) {
      return { ...shown, told: `${shown.told}, if the run continues from the end of this path` };
    }
    const open = this.#openText(later);
    if (open !== undefined) {
      return { failure: 'unclear', told: `the failure did not occur, but ${open}` };
    }
    const told =
      'the failure does not occur, even if the run continues from there and nothing goes wrong';
    return { failure: 'gone', told: `${told}; ${missing}` };
  }

  /** Where the path leads if it continues and nothing more goes wrong. */
  #goneOn(): End {
    let { world, mark }: End = this.#path;
    new FairContinuation(this.#executor.stepper, world).run(GOING_ON_MS, (step) => {
      mark = this.#executor.history.after(mark, step);
      world = step.world;
      return false;
    });
    return { world, mark };
  }
}
