import type { ClassTable } from '../canon/index.js';
import type { Cause } from '../support/index.js';
import type {
  Failure,
  Finding,
  LabInsight,
  StateProfile,
  StoryEvidence,
  StoryStep,
} from '../testkit/index.js';
import type { Trace } from '../trace/index.js';
import { causeOfFault } from './fault-cause.js';
import type { Diagnosis, NamedMistake, When } from './diagnosis.js';
import { whatMultiplies } from './multiplying.js';
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
}

/** Of a search: the way to what it found, or to where it came nearest. */
export interface SearchEvidence extends Evidence {
  readonly way: Trace | undefined;
  readonly profile: StateProfile | undefined;
}

/** A finding; one about a search as a whole has no time. */
type AnyFinding = Omit<Finding, 'at'> & Partial<Pick<Finding, 'at'>>;

/** Further findings shown beside the cause, at most. */
const OTHERS_MAX = 1;
/** Shorter waits are told only when they were in vain. Milliseconds. */
const STALL_MIN_MS = 1000;

/** The diagnosis of a failed run. */
export function diagnoseRun(evidence: RunEvidence): Diagnosis {
  const { failure, story, insight, classes } = evidence;
  if (failure.kind === 'lab') return {};
  const nameOf = namesOf(classes);
  const isOfEvents = failure.kind === 'limit' && failure.limit === 'events';
  const multiplying = isOfEvents ? whatMultiplies(story, evidence.fires, nameOf) : undefined;
  const findings = multiplying === undefined ? explained(evidence, nameOf) : [multiplying];
  const stall = longestStall(story, failure.atMs);
  const isLiveness = ['liveness', 'limit', 'view'].includes(failure.kind);
  const isLong = stall !== undefined && (stall.forever || stall.to - stall.from >= STALL_MIN_MS);
  const until = isLiveness && stall?.forever === false ? stall.to : Infinity;
  return {
    ...mistakes(findings, inMs),
    stall: isLiveness && isLong ? stallReport(stall, story, classes) : undefined,
    timeline: timelineOf(story, insight, until, inMs),
  };
}

function explained(evidence: RunEvidence, nameOf: StoryEvidence['nameOf']): readonly Finding[] {
  const { failure, story, insight, classes } = evidence;
  const { told } = evidence;
  if (!evidence.isWhole) return [];
  // Of one that was only partly made small it is not known what its start did.
  const needed = told && told.startLength === 0 ? storyOfTrace(told, classes) : undefined;
  return insight?.explain({ failure, story, needed, nameOf }) ?? [];
}

/**
 * The diagnosis of a search that failed: the rules that the way to the violation breaks; of a goal
 * that was not found, those of the way to the nearest state, and what multiplies the states.
 */
export function diagnoseSearch(evidence: SearchEvidence): Diagnosis {
  const { failure, insight, classes, way, profile } = evidence;
  if (failure.kind === 'lab' || failure.kind === 'purity') return {};
  const nameOf = namesOf(classes);
  const story = way === undefined ? [] : storyOfTrace(way, classes);
  const found = insight?.explain({ failure, story, needed: story, nameOf }) ?? [];
  const multiplying = profile === undefined ? undefined : whatMultipliesStates(profile);
  const findings = multiplying === undefined ? found : [...found, multiplying];
  return {
    ...mistakes(findings, inSteps),
    timeline: timelineOf(story, insight, Infinity, inSteps),
  };
}

/**
 * The likeliest mistake behind a failure, for machines: what the diagnosis names, or what the
 * failure says by itself.
 */
export function causeOf(failure: Failure, diagnosis: Diagnosis | undefined): Cause | undefined {
  if (diagnosis?.otherEnd !== undefined || failure.kind === 'purity') return 'state-outside-node';
  if (failure.fault !== undefined) return causeOfFault(failure.fault);
  return diagnosis?.cause?.cause;
}

/** The first of each cause: the likeliest, and what else there is. */
function mistakes(
  findings: readonly AnyFinding[],
  whenOf: (at: number) => When,
): Pick<Diagnosis, 'cause' | 'also'> {
  const byCause = new Map<string, NamedMistake>();
  for (const { at, cause, rule, message, advice } of findings) {
    if (byCause.has(cause)) continue;
    byCause.set(cause, { cause, ...(at !== undefined && whenOf(at)), rule, message, advice });
  }
  const [cause, ...also] = [...byCause.values()].slice(0, 1 + OTHERS_MAX);
  return { cause, ...(also.length > 0 && { also }) };
}

function namesOf(classes: ClassTable): (value: object) => string {
  return (value) => classes.nameOf(value) ?? 'object';
}

function inMs(atMs: number): When {
  return { atMs };
}

function inSteps(step: number): When {
  return { step };
}
