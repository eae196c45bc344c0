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

/** What there is to go by. */
interface Evidence {
  readonly failure: Failure;
  /** Knows the given classes and the lab's. */
  readonly classes: ClassTable;
  /** What is known of failures of this lab; undefined when nobody wrote that down. */
  readonly insight: LabInsight | undefined;
}

/** Of a run: all that happened; and what of it the failure needs, or else all, with states. */
export interface RunEvidence extends Evidence {
  readonly story: readonly StoryStep[];
  /** The story is all that happened, from the start. */
  readonly isWhole: boolean;
  /** Of the whole run. */
  readonly fires: TimerCounts;
  readonly told: Trace | undefined;
  /** What its nodes held when it ended. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
}

/** Of a search: the path to what it found, or to where it came nearest. */
export interface SearchEvidence extends Evidence {
  readonly path: Trace | undefined;
  readonly profile: StateProfile | undefined;
  /** Every different message that was sent in any state, where that was kept. */
  readonly everSent?: readonly Envelope[] | undefined;
  /** What a search showed that holds back what grows, and the path to where it came nearest. */
  readonly heldBack?: HeldBackEvidence | undefined;
}

type HeldBackEvidence = Omit<HeldBack, 'growth' | 'nearest'> & {
  readonly path: Trace | undefined;
};

/** What is named of a finding; one about a search as a whole has no time. */
type AnyFinding = Pick<Finding, 'cause' | 'rule' | 'message' | 'advice'> &
  Partial<Pick<Finding, 'at'>>;

/** Further findings shown beside the cause, at most. */
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
  // What a wait is about shows in what was said and done while it lasted: in all of the run.
  const isOfWhole = needed === undefined || harm !== 'wrong';
  const isForever = stall?.forever === true;
  const held = (isForever ? evidence.held : undefined) ?? (needed && statesIn(needed.story));
  const source = isOfWhole ? { ...whole, held } : needed;
  const until = harm === 'stuck' && stall?.forever === false ? stall.to : Infinity;
  return {
    ...likeliest(evidence, source, needed, harm),
    stall: harm === 'stuck' && stall ? stallReport(stall, whole, classes) : undefined,
    timeline: timelineOf(source.story, insight, until, source.whenOf),
  };
}

/**
 * The mistakes to be named. What is seen only in the states of nodes, in what the failure needs of
 * a run, goes before what the messages of the whole run show, where it is nearer to the root.
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

/** A story that a diagnosis looks at, with the times at which a reader finds what it names. */
interface Source extends RankedStory {
  readonly whenOf: (at: number) => When;
  /** Nothing of it was left out. */
  readonly isWhole: boolean;
  readonly everSent?: readonly StoryMessage[] | undefined;
  /** What nodes held in the end, where that is known. */
  readonly held?: ReadonlyMap<Address, object> | undefined;
}

function wholeStory({ failure, story, isWhole }: RunEvidence): Source {
  const endsAt = Math.max(story.at(-1)?.at ?? 0, failure.atMs ?? 0);
  return { failure, story, isWhole, isNeeded: false, endsAt, whenOf: (atMs) => ({ atMs }) };
}

/** What the failure needs of a run; of one that was only partly made small it is not known. */
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

/** What went wrong in a story and may have brought the failure about, the likeliest first. */
function explained({ failure, insight, classes }: Evidence, source: Source): readonly Finding[] {
  if (!source.isWhole || insight === undefined) return [];
  const { story, endsAt, everSent, held = statesIn(story) } = source;
  const nameOf = namesOf(classes);
  return ranked(insight.explain({ failure, story, endsAt, everSent, held, nameOf }), source);
}

/**
 * The diagnosis of a search that failed: the rules that the path to the violation breaks; of a goal
 * that was not found, those of the path to the nearest state, and what multiplies the states.
 */
export function diagnoseSearch(evidence: SearchEvidence): Diagnosis {
  const { failure, insight, profile, heldBack } = evidence;
  if (failure.kind === 'purity') return {};
  if (failure.kind === 'lab' && harmOf(failure) === undefined) return {};
  const source = searchedStory(evidence);
  const found = explained(evidence, source);
  const timeline = timelineOf(source.story, insight, Infinity, source.whenOf);
  // Where all states were covered, their number kept the search from nothing.
  const isOfBudget = failure.limit === 'states' || failure.limit === 'depth';
  const growing =
    isOfBudget && profile ? whatMultipliesStates(profile, failure, heldBack) : undefined;
  // What is shown to keep the goal from being found goes before what may.
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

/** A goal that is not there either where nothing grows: what else is in its way, if that shows. */
function beyondGrowth(
  evidence: SearchEvidence,
  { path, everSent }: HeldBackEvidence,
  growing: AnyFinding,
): Pick<Diagnosis, 'cause' | 'also'> {
  const failure = { ...evidence.failure, limit: undefined };
  const covered = { ...evidence, failure, path, everSent };
  const found = path === undefined ? [] : explained(covered, searchedStory(covered));
  // Its steps are those of another search: nobody can look them up.
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

/** Whether a run ended at its limit of events: there is ever more of something. */
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

/** The first of each cause: the likeliest, and what else there is. */
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
