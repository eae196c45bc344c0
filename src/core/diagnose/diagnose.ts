import { decode, print, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Cause } from '../support/index.js';
import { envelopeKey, type Envelope } from '../system/index.js';
import type {
  Failure,
  Finding,
  Harm,
  HeldBack,
  LabInsight,
  StateProfile,
  StoryMessage,
  StoryStep,
} from '../testkit/index.js';
import type { Trace } from '../trace/index.js';
import { causeOfFault } from './fault-cause.js';
import type { Diagnosis, NamedMistake, When } from './diagnosis.js';
import { whatMultiplies } from './multiplying.js';
import { harmOf, ranked, type RankedStory } from './rank.js';
import { longestStall } from './stall.js';
import { stallReport } from './stall-report.js';
import { whatMultipliesStates } from './state-cause.js';
import { storyOfTrace } from './story-of-trace.js';
import { timelineOf } from './timeline.js';
import type { TimerCounts } from './timer-counts.js';

/** The evidence for a diagnosis. */
interface Evidence {
  readonly failure: Failure;
  /** Has the given classes and the lab's. */
  readonly classes: ClassTable;
  /** The lab's insight; undefined if it has none. */
  readonly insight: LabInsight | undefined;
}

/** For a run: its whole story; and the minimised one, or else the whole one, with states. */
export interface RunEvidence extends Evidence {
  readonly story: readonly StoryStep[];
  /** Whether the story is complete, from the start. */
  readonly isWhole: boolean;
  /** The timers that fired in the whole run. */
  readonly fires: TimerCounts;
  readonly told: Trace | undefined;
  /** The whole run with states, made when it is asked for; undefined if it is too long. */
  readonly whole?: (() => Trace | undefined) | undefined;
  /** What its nodes held at the end. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
}

/** For a search: the path to what it found, or to the state nearest to its goal. */
export interface SearchEvidence extends Evidence {
  readonly path: Trace | undefined;
  readonly profile: StateProfile | undefined;
  /** Every distinct message sent in any state, if that was kept. */
  readonly everSent?: readonly Envelope[] | undefined;
  /**
   * What a search showed with the growth held back, and the path to the state nearest to the goal.
   */
  readonly heldBack?: HeldBackEvidence | undefined;
}

type HeldBackEvidence = Omit<HeldBack, 'growth' | 'nearest'> & {
  readonly path: Trace | undefined;
};

/** What a diagnosis uses of a finding; one about a search as a whole has no time. */
type AnyFinding = Pick<Finding, 'cause' | 'rule' | 'message' | 'advice'> &
  Partial<Pick<Finding, 'at'>>;

/** The maximum number of further findings shown beside the cause. */
const OTHERS_MAX = 1;
/** The diagnosis of a failed run. */
export function diagnoseRun(evidence: RunEvidence): Diagnosis {
  const { failure, insight, classes } = evidence;
  const harm = harmOf(failure);
  const whole = wholeStory(evidence);
  const multiplying = isStorm(failure)
    ? whatMultiplies(whole.story, evidence.fires, namesOf(classes), (it) => print(it, classes))
    : undefined;
  if (multiplying !== undefined) return { cause: named(multiplying, whole.whenOf) };
  if (harm === undefined) return {};
  const needed = neededStory(evidence);
  const stall = longestStall(whole.story, whole.endsAt);
  // The reason for a wait shows in what happened while it lasted, so in the whole run.
  const isOfWhole = needed === undefined || harm !== 'wrong';
  const isForever = stall?.forever === true;
  const held = (isForever ? evidence.held : undefined) ?? (needed && statesIn(needed.story));
  const source = isOfWhole ? { ...whole, held } : telling(evidence, needed);
  const until = harm === 'stuck' && stall?.forever === false ? stall.to : Infinity;
  return {
    ...likeliest(evidence, source, needed, harm),
    stall: harm === 'stuck' && stall ? stallReport(stall, whole, classes) : undefined,
    timeline: timelineOf(source.story, insight, until, source.whenOf),
  };
}

/**
 * The mistakes to name. A mistake that shows only in nodes' states, in the minimised run, comes
 * before one that shows in the messages of the whole run, if it is nearer to the root.
 */
function likeliest(
  evidence: RunEvidence,
  source: Source,
  needed: Source | undefined,
  harm: Harm,
): Pick<Diagnosis, 'cause' | 'also'> {
  const found = explained(evidence, source);
  const { insight, classes } = evidence;
  if (harm !== 'stuck' || needed?.isNeeded !== true || insight === undefined) {
    return mistakes(found, source.whenOf);
  }
  const seen = ranked(insight.broken(needed.story, namesOf(classes)), needed);
  const rootOf = ([first]: readonly Finding[]): number => first?.harms[harm] ?? Infinity;
  return rootOf(seen) < rootOf(found)
    ? mistakes(seen, needed.whenOf)
    : mistakes(found, source.whenOf);
}

/** A story to diagnose, with the times at which a reader finds what the diagnosis names. */
interface Source extends RankedStory {
  readonly whenOf: (at: number) => When;
  /** Whether nothing of it was left out. */
  readonly isWhole: boolean;
  readonly everSent?: readonly StoryMessage[] | undefined;
  /** What nodes held at the end, if known. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
}

function wholeStory({ failure, story, isWhole }: RunEvidence): Source {
  const endsAt = Math.max(story.at(-1)?.at ?? 0, failure.atMs ?? 0);
  return { failure, story, isWhole, isNeeded: false, endsAt, whenOf: (atMs) => ({ atMs }) };
}

/**
 * What the failure needs of a run. If that shows no mistake, what the run did besides may: then all
 * of it, with states. Its steps are not those that are shown, so only the times are told.
 */
function telling(evidence: RunEvidence, needed: Source): Source {
  if (!needed.isNeeded || explained(evidence, needed).length > 0) return needed;
  const all = evidence.whole?.();
  if (all === undefined) return needed;
  const whole: Source = {
    ...{ failure: evidence.failure, story: storyOfTrace(all, evidence.classes), isWhole: true },
    isNeeded: false,
    endsAt: all.events.length,
    whenOf: (step) => ({ atMs: all.events[step - 1]?.atMs }),
  };
  return explained(evidence, whole).length > 0 ? whole : needed;
}

/** What the failure needs of a run; unknown if the run was only partly minimised. */
function neededStory({ failure, told, classes }: RunEvidence): Source | undefined {
  if (told === undefined || told.startLength > 0) return undefined;
  const isNeeded = told.minimised === 'yes';
  return {
    ...{ failure, story: storyOfTrace(told, classes), isWhole: true, isNeeded },
    endsAt: told.events.length,
    whenOf: (step) => ({ atMs: told.events[step - 1]?.atMs, step }),
  };
}

/** The last state of each node. */
function statesIn(story: readonly StoryStep[]): Map<Address, object> {
  const states = new Map<Address, object>();
  for (const step of story) {
    if (!('effects' in step) || step.effects.state === undefined) continue;
    states.set(step.node, step.effects.state);
  }
  return states;
}

/** The mistakes in a story that may have caused the failure, the likeliest first. */
function explained({ failure, insight, classes }: Evidence, source: Source): readonly Finding[] {
  if (!source.isWhole || insight === undefined) return [];
  const { story, endsAt, everSent, held = statesIn(story) } = source;
  const nameOf = namesOf(classes);
  return ranked(insight.explain({ failure, story, endsAt, everSent, held, nameOf }), source);
}

/**
 * The diagnosis of a failed search: the rules that the path to the violation breaks; or, if a goal
 * was not found, the rules that the path to the nearest state breaks, and what multiplies the
 * states.
 */
export function diagnoseSearch(evidence: SearchEvidence): Diagnosis {
  const { failure, insight, profile, heldBack } = evidence;
  if (failure.kind === 'purity') return {};
  if (failure.kind === 'lab' && harmOf(failure) === undefined) return {};
  const source = searchedStory(evidence);
  const found = explained(evidence, source);
  const timeline = timelineOf(source.story, insight, Infinity, source.whenOf);
  // If all states were covered, their number did not keep the search from anything.
  const isOfBudget = failure.limit === 'states' || failure.limit === 'depth';
  const growing =
    isOfBudget && profile ? whatMultipliesStates(profile, failure, heldBack) : undefined;
  // What is shown to keep the goal from being found comes before what may do so.
  if (growing !== undefined && heldBack?.showed === 'the goal') {
    return { ...mistakes([growing], source.whenOf), timeline };
  }
  if (found.length > 0 || growing === undefined) {
    return { ...mistakes(found, source.whenOf), timeline };
  }
  if (heldBack?.showed !== 'every state') {
    return { ...mistakes([growing], source.whenOf), timeline };
  }
  return { ...beyondGrowth(evidence, heldBack, growing), timeline };
}

/**
 * If the goal is not found with the growth held back either: what else prevents it, if that shows.
 */
function beyondGrowth(
  evidence: SearchEvidence,
  { path, everSent }: HeldBackEvidence,
  growing: AnyFinding,
): Pick<Diagnosis, 'cause' | 'also'> {
  const failure = { ...evidence.failure, limit: undefined };
  const covered = { ...evidence, failure, path, everSent };
  const found = path === undefined ? [] : explained(covered, searchedStory(covered));
  // Its steps are those of another search, so nobody can look them up.
  const whenOf = (): When => ({});
  const also = mistakes([growing], whenOf).cause;
  return { cause: mistakes(found, whenOf).cause, ...(also && { also: [also] }) };
}

/** The path of a search as a story, whose times are steps. */
function searchedStory({ failure, classes, path, everSent }: SearchEvidence): Source {
  const story = path === undefined ? [] : storyOfTrace(path, classes);
  return {
    ...{ failure, story, isWhole: true, isNeeded: true },
    endsAt: story.at(-1)?.at ?? 0,
    everSent: everSent?.map((envelope) => decoded(envelope, classes)),
    whenOf: (step) => ({ step }),
  };
}

/** Whether a run ended at its limit of events, so something keeps multiplying. */
function isStorm({ kind, limit }: Failure): boolean {
  return kind === 'limit' && limit === 'events';
}

/**
 * The likeliest mistake behind a failure, for machines: what the diagnosis names, or what the
 * failure says by itself.
 */
export function causeOf(failure: Failure, diagnosis: Diagnosis | undefined): Cause | undefined {
  if (diagnosis?.otherEnd !== undefined || failure.kind === 'purity') return 'state-outside-node';
  return diagnosis?.cause?.cause ?? (failure.fault && causeOfFault(failure.fault));
}

/** The first finding of each cause: the likeliest, and the others. */
function mistakes(
  findings: readonly AnyFinding[],
  whenOf: (at: number) => When,
): Pick<Diagnosis, 'cause' | 'also'> {
  const byCause = new Map<string, NamedMistake>();
  for (const finding of findings) {
    if (!byCause.has(finding.cause)) byCause.set(finding.cause, named(finding, whenOf));
  }
  const [cause, ...also] = [...byCause.values()].slice(0, 1 + OTHERS_MAX);
  return { cause, ...(also.length > 0 && { also }) };
}

function named(
  { at, cause, rule, message, advice }: AnyFinding,
  whenOf: (at: number) => When,
): NamedMistake {
  return { cause, ...(at !== undefined && whenOf(at)), rule, message, advice };
}

function decoded({ from, to, message }: Envelope, classes: ClassTable): StoryMessage {
  const id = envelopeKey({ from, to, message });
  return { id, from, to, message: decode(message, classes) as object };
}

function namesOf(classes: ClassTable): (value: object) => string {
  return (value) => classes.nameOf(value) ?? 'object';
}
