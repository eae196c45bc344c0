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
import { labelled, short, type TimeText } from './lines.js';
import { whatMultiplies } from './multiplying.js';
import { longestStall } from './stall.js';
import { stallLines } from './stall-lines.js';
import { whatMultipliesStates } from './state-cause.js';
import { storyOfTrace } from './story-of-trace.js';
import { timelineLines } from './timeline.js';
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

/** What a teaching assistant would say to a failure: advice, never a verdict. */
export interface Diagnosis {
  /** The likeliest mistake; undefined where the evidence names none. */
  readonly cause?: Cause | undefined;
  /** For people; the cause stands first. */
  readonly lines: readonly string[];
}

/** A finding; one about a search as a whole has no time. */
type Told = Omit<Finding, 'at'> & Partial<Pick<Finding, 'at'>>;

/** Further findings shown beside the cause, at most. */
const OTHERS_MAX = 1;
/** Shorter waits are told only when they were in vain. Milliseconds. */
const STALL_MIN_MS = 1000;

/** The short diagnosis of a failed run. */
export function diagnoseRun(evidence: RunEvidence): Diagnosis {
  const { failure, story, insight, classes } = evidence;
  if (failure.kind === 'lab') return ofFault(failure);
  const nameOf = namesOf(classes);
  const isOfEvents = failure.kind === 'limit' && failure.message.includes('events');
  const multiplying = isOfEvents ? whatMultiplies(story, evidence.fires, nameOf) : undefined;
  const findings = multiplying === undefined ? explained(evidence, nameOf) : [multiplying];
  const lines = findingLines(findings, inMs);
  const stall = longestStall(story);
  const isLiveness = ['liveness', 'limit', 'view'].includes(failure.kind);
  const isLong = stall !== undefined && (stall.forever || stall.to - stall.from >= STALL_MIN_MS);
  if (isLiveness && isLong) lines.push(...stallLines(stall, story, classes));
  const until = isLiveness && stall?.forever === false ? stall.to : Infinity;
  lines.push(...timelineLines(story, insight, until, inMs));
  return { cause: findings[0]?.cause, lines };
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
 * The short diagnosis of a search that failed: the rules that the way to the violation breaks; of
 * a goal that was not found, those of the way to the nearest state, and what multiplies the states.
 */
export function diagnoseSearch(evidence: SearchEvidence): Diagnosis {
  const { failure, insight, classes, way, profile } = evidence;
  if (failure.kind === 'lab') return ofFault(failure);
  if (failure.kind === 'purity') return { cause: 'state-outside-node', lines: [] };
  const nameOf = namesOf(classes);
  const story = way === undefined ? [] : storyOfTrace(way, classes);
  const found = insight?.explain({ failure, story, needed: story, nameOf }) ?? [];
  const multiplying = profile === undefined ? undefined : whatMultipliesStates(profile);
  const findings = multiplying === undefined ? found : [...found, multiplying];
  return {
    cause: findings[0]?.cause,
    lines: [
      ...findingLines(findings, inSteps),
      ...timelineLines(story, insight, Infinity, inSteps),
    ],
  };
}

/** A fault of the lab's code tells by itself what is wrong and where. */
function ofFault({ fault }: Failure): Diagnosis {
  return { cause: fault && causeOfFault(fault), lines: [] };
}

/** The first of each cause: the likeliest, and what else there is. */
function findingLines(findings: readonly Told[], time: TimeText): string[] {
  const causes = new Map<string, Told>();
  for (const each of findings) if (!causes.has(each.cause)) causes.set(each.cause, each);
  return [...causes.values()]
    .slice(0, 1 + OTHERS_MAX)
    .flatMap(({ at, rule, cause, message, advice }, index) => [
      labelled(
        index === 0 ? 'cause' : 'also',
        `${at === undefined ? cause : `${cause}, ${time(at)}`}: ${message}`,
      ),
      labelled(short(rule), advice),
    ]);
}

function namesOf(classes: ClassTable): (value: object) => string {
  return (value) => classes.nameOf(value) ?? 'object';
}

function inMs(at: number): string {
  return `at ${at.toFixed(1)} ms`;
}

function inSteps(at: number): string {
  return at === 0 ? 'at the start' : `step ${at}`;
}
