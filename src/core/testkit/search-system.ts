import { toAddress, type Address } from '../lab/index.js';
import { systemView, type Predicate, type SystemView } from '../predicate/index.js';
import { counted } from '../support/index.js';
import type { Envelope, SystemPlan, World } from '../system/index.js';
import type { Workload } from '../workload/index.js';
import type { Failure } from './failure.js';
import type { GoalPath, HeldBack, SearchEnd, SearchPath, Verdict } from './outcome.js';
import { PhaseSettings } from './phase-settings.js';
import { heldNames, type Growth } from './held-back.js';
import {
  confirm,
  reachMilestones,
  describeFinding,
  describeNearest,
  describeNearestHeldBack,
} from './search-finding.js';
import { listed } from './search-end.js';
import type { Searched, SearchRequest, SearchRun } from './search-run.js';
import { describePath, pathOf } from './search-path.js';
import type { FailedStep, Stage } from './stage.js';
import { worstOf, type StateProfile } from './state-profile.js';
import type { Subjects } from './subjects.js';
import { fail, type FailureEvidence } from './test-failure.js';

/**
 * The members of a system: servers in the order they are added, then clients with their workloads.
 */
export interface Members {
  readonly servers: readonly (Address | string)[];
  readonly clients: Readonly<Record<string, Workload>>;
}

/** What a search reports if it does not find its goal. */
export interface GoalEvidence {
  /** Default `goal`; `start` if the goal is the state that a test starts from. */
  readonly kind?: 'goal' | 'start';
  /** Predicates that hold on the way to the goal, the nearest to it last. */
  readonly milestones?: readonly Predicate[];
  /** Lines about the state nearest to the goal: the newest view that was announced, ... */
  readonly describe?: (view: SystemView) => readonly string[];
}

/** Ends a test that cannot continue because a safety net ended one of its searches. */
export class Inconclusive extends Error {}

/**
 * What a search test is written with.
 *
 * @example
 * ```ts
 * const start = system.start({ servers: [SERVER], clients: { [client(1)]: work } });
 * system.explore('nothing goes wrong', start, system.settings.invariant(RESULTS_OK));
 * ```
 */
export class SearchSystem {
  /** Every link and timer on, no predicates: a test derives its settings from these. */
  readonly settings = PhaseSettings.initial;
  /**
   * What the searches so far showed.
   *
   * @internal
   */
  verdict: Verdict = 'passed';
  /** @internal */
  counterexample: SearchPath | undefined;
  /**
   * The paths to goals, if they are to be kept.
   *
   * @internal
   */
  readonly paths: GoalPath[] = [];
  /** @internal */
  nearest: SearchPath | undefined;
  /**
   * What multiplies the states, if a goal was not found.
   *
   * @internal
   */
  profile: StateProfile | undefined;
  /**
   * Every distinct message sent in any state, if a goal was not found.
   *
   * @internal
   */
  everSent: readonly Envelope[] | undefined;
  /**
   * If a goal was not found within the budget: what a search found with the growth held back.
   *
   * @internal
   */
  heldBack: HeldBack | undefined;
  readonly #run: SearchRun;
  readonly #subjects: Subjects;

  /** @internal */
  constructor(run: SearchRun, subjects: Subjects) {
    this.#run = run;
    this.#subjects = subjects;
  }

  /**
   * The system at its start: every node's `init` has run, and clients have sent their first
   * command.
   */
  start({ servers, clients }: Members): Stage {
    const workers = Object.entries(clients).map(
      ([name, workload]) => [toAddress(name), workload] as const,
    );
    const plan: SystemPlan = {
      nodes: [
        ...servers.map((address) => this.#subjects.server(toAddress(address))),
        ...workers.map(([address]) => this.#subjects.client(address)),
      ],
      workloads: new Map(workers),
    };
    return this.#run.start(plan);
  }

  /** Searches breadth-first. Fails the test if an invariant is violated or a handler throws. */
  explore(name: string, from: Stage, phase: PhaseSettings): void {
    this.#search({ name, from, phase: phase.withoutGoals(), strategy: 'bfs' });
  }

  /**
   * Like {@link explore}, but also fails the test if the budget ends before every state is covered.
   */
  exhaust(name: string, from: Stage, phase: PhaseSettings): void {
    const searched = this.#search({
      name,
      from,
      phase: phase.withoutGoals(),
      strategy: 'bfs',
      needs: 'every state',
    });
    const { end } = searched.result;
    if (searched.isCutShort || !isBudget(end)) return;
    this.profile = this.#run.profiled.profile();
    fail('limit', `the search “${name}” could not cover every state: ${searched.text}`, {
      limit: end,
      profile: worstOf(this.profile),
    });
  }

  /** Takes random paths through the system; fails as {@link explore} does. */
  probe(name: string, from: Stage, phase: PhaseSettings): void {
    this.#search({ name, from, phase: phase.withoutGoals(), strategy: 'random' });
  }

  /**
   * Searches breadth-first for a state in which one of the goals holds, and returns the first.
   * Fails the test as {@link explore} does, and if there is no such state.
   */
  find(name: string, from: Stage, phase: PhaseSettings, evidence: GoalEvidence = {}): Stage {
    const searched = this.#search({ name, from, phase, strategy: 'bfs', needs: 'the goal' });
    const { finding } = searched.result;
    if (finding === undefined) return this.#notFound(searched, evidence);
    if (this.#run.options.keepPaths === true) {
      const number = this.#run.outcomes.length;
      this.paths.push({ number, path: describeFinding(this.#run, searched, finding) });
    }
    return finding.events.reduce((stage, event) => stage.take(event), from);
  }

  #search(request: SearchRequest): Searched {
    const searched = this.#run.search(request);
    const { end, finding } = searched.result;
    if (finding !== undefined) confirm(this.#run, searched, finding);
    if (end === 'violation' || end === 'exception') this.#fail(searched);
    if (isInterrupted(end) || searched.isCutShort) this.verdict = 'inconclusive';
    return searched;
  }

  #fail(searched: Searched): never {
    const { finding } = searched.result;
    if (finding === undefined) return fail('invariant', `“${searched.name}” failed`);
    const found = describeFinding(this.#run, searched, finding);
    this.counterexample = found;
    const path = pathOf(found, 'violation', this.#run.lab.classes);
    const steps = counted(found.steps.length, 'step');
    const where = `in the search “${searched.name}”, after ${steps}`;
    const { exception } = finding;
    if (exception !== undefined) {
      const { fault } = exception;
      fail('lab', `${fault.message} (at ${exception.node}, ${where})`, { fault, path });
    }
    const said = found.detail === undefined ? '' : `: ${found.detail}`;
    const { predicate } = found;
    return fail('invariant', `${predicate ?? ''} is violated${said} (${where})`, {
      predicate,
      path,
    });
  }

  /**
   * What a step of the test itself shows in which a handler failed.
   *
   * @internal
   */
  failedIn({ stage, action, exception: { fault, node } }: FailedStep): Failure {
    const last = this.#run.outcomes.at(-1)?.name;
    const after = last === undefined ? '' : `, after the search “${last}”`;
    const message = `${fault.message} (at ${node}, in a step of the test${after})`;
    if (action.kind !== 'deliver' && action.kind !== 'fire') return { kind: 'lab', message, fault };
    const found = describePath(this.#run.lab, stage, [action], {
      search: last ?? 'the start',
      links: stage.state.links,
      predicate: undefined,
      detail: undefined,
      stepsFound: 1,
    });
    this.counterexample = found;
    const path = pathOf(found, 'violation', this.#run.lab.classes);
    return { kind: 'lab', message, fault, path };
  }

  #notFound(searched: Searched, { kind = 'goal', milestones = [], describe }: GoalEvidence): never {
    const { name, phase, result, text } = searched;
    if (isInterrupted(result.end) || searched.isCutShort) throw new Inconclusive();
    this.profile = this.#run.profiled.profile();
    this.everSent = this.#run.profiled.everSent();
    if (isBudget(result.end)) this.heldBack = this.#holdBack(searched, this.profile);
    const { reached, furthest } = reachMilestones(this.#run, searched, milestones);
    const near = furthest ?? result.nearest();
    this.nearest = near && describeNearest(this.#run, searched, near);
    const evidence: FailureEvidence = {
      predicate: phase.goals.map((goal) => goal.name).join(' or '),
      ...(phase.goals.every(isOfClients) && { awaits: 'results' }),
      expected: listed(phase.goals, 'or'),
      seen: near && this.#progress(searched, near.state),
      detail: near && describe?.(this.#view(searched, near.state)),
      milestones: reached,
      profile: worstOf(this.profile),
      path: this.nearest && pathOf(this.nearest, 'nearest', this.#run.lab.classes),
      ...(isBudget(result.end) && { limit: result.end }),
    };
    const goals = listed(phase.goals, 'or');
    return fail(
      kind,
      `the search “${name}” could not find a state in which ${goals}: ${text}`,
      evidence,
    );
  }

  /** Whether the growth kept the goal from being found: a search without it shows that. */
  #holdBack(searched: Searched, profile: StateProfile): HeldBack | undefined {
    const { profiled } = this.#run;
    // Where counters stand still there are the fewest states: if those are too many, so are more.
    const still = this.#heldBack(searched, profiled.growth(profile, 1));
    if (still?.showed !== 'every state') return still;
    // Something may have to count a little for the goal to come.
    return this.#heldBack(searched, profiled.growth(profile));
  }

  #heldBack(searched: Searched, growth: Growth | undefined): HeldBack | undefined {
    if (growth === undefined) return undefined;
    const { lab, result } = this.#run.holdBack(searched, growth);
    const { finding, end, states } = result;
    const near = finding ?? result.nearest();
    const what = { growth, names: heldNames(growth), states, steps: finding?.events.length };
    if (end === 'goal') return { ...what, showed: 'the goal' };
    if (end !== 'exhausted' || near === undefined) return { ...what, showed: 'nothing' };
    const nearest = describeNearestHeldBack(this.#run.lab, searched, growth, near);
    return { ...what, showed: 'every state', everSent: lab.everSent(), nearest };
  }

  #progress(searched: Searched, state: World): string {
    const { workloads } = searched.problem.plan;
    const clients = this.#view(searched, state).clients.map(({ address, results }) => {
      const size = workloads.get(address)?.size ?? 0;
      const of = size === Infinity ? '' : ` of ${size}`;
      return `${address} has ${results.length}${of} results`;
    });
    return clients.join(', ');
  }

  #view({ problem }: Searched, state: World): SystemView {
    return systemView(state, problem.plan, problem.classes);
  }
}

/** Whether a predicate is only about the results of clients. */
function isOfClients(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'eachClient':
    case 'clients':
      return true;
    case 'not':
      return isOfClients(predicate.inner);
    case 'and':
    case 'or':
      return predicate.parts.every(isOfClients);
    default:
      return false;
  }
}

/** Whether a deterministic budget ended the search. */
function isBudget(end: SearchEnd): end is 'states' | 'depth' {
  return end === 'states' || end === 'depth';
}

/** Whether a safety net ended the search; what it shows then depends on the machine. */
function isInterrupted(end: SearchEnd): boolean {
  return end === 'time' || end === 'memory' || end === 'stopped';
}
