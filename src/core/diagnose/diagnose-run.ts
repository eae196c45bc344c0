import { print, type ClassTable } from '../canon/index.js';
import type {
  Failure,
  Finding,
  LabInsight,
  SearchTestOutcome,
  StoryStep,
} from '../testkit/index.js';
import { labelled, short, type TimeText } from './lines.js';
import { storyOfWay } from './story-of-way.js';
import { longestStall, type Stall } from './stall.js';
import { followTrail, type Leg } from './trail-end.js';

/** What there is to go by. */
export interface RunEvidence {
  readonly failure: Failure;
  readonly story: readonly StoryStep[];
  readonly classes: ClassTable;
  /** What is known of failures of this lab; undefined when nobody wrote that down. */
  readonly insight: LabInsight | undefined;
}

/** Changes shown of the timeline, at most: the newest. */
const TIMELINE_MAX = 6;
/** Findings shown, at most: the first. */
const FINDINGS_MAX = 2;
/** Shorter waits are told only when they were in vain. Milliseconds. */
const STALL_MIN_MS = 1000;

/**
 * The short diagnosis of a failed run, one line each: broken rules, the longest stall with the
 * trail of what the waiting client asked for, and the last changes on the timeline.
 */
export function diagnoseRun({ failure, story, classes, insight }: RunEvidence): string[] {
  if (failure.kind === 'lab') return [];
  const lines = findingLines(findingsIn(story, insight), inMs);
  const stall = longestStall(story);
  const isLiveness = ['liveness', 'limit', 'view'].includes(failure.kind);
  if (isLiveness && stall !== undefined && (stall.forever || wait(stall) >= STALL_MIN_MS)) {
    lines.push(...stallLines(stall, story, classes));
  }
  const until = isLiveness && stall !== undefined && !stall.forever ? stall.to : Infinity;
  lines.push(...timelineLines(story, insight, until, inMs));
  return lines;
}

/**
 * The short diagnosis of a search that failed: the rules that the way to the violation breaks, and
 * its timeline; of a goal that was not found, those of the way to the nearest state.
 */
export function diagnoseSearch(
  { failure, counterexample, nearest }: SearchTestOutcome,
  classes: ClassTable,
  insight: LabInsight | undefined,
): string[] {
  const way = counterexample ?? nearest;
  if (way === undefined || failure === undefined) return [];
  const story = storyOfWay(way, classes);
  return [
    ...findingLines(findingsIn(story, insight), inSteps),
    ...timelineLines(story, insight, Infinity, inSteps),
  ];
}

/** The first evidence of each broken rule, in the order of the story. */
export function findingsIn(
  story: readonly StoryStep[],
  insight: LabInsight | undefined,
): Finding[] {
  const monitor = insight?.monitor();
  const found = new Map<string, Finding>();
  for (const step of monitor === undefined ? [] : story) {
    for (const finding of monitor?.see(step) ?? []) {
      if (!found.has(finding.rule)) found.set(finding.rule, finding);
    }
  }
  return [...found.values()];
}

function findingLines(findings: readonly Finding[], time: TimeText): string[] {
  return findings
    .slice(0, FINDINGS_MAX)
    .flatMap(({ at, rule, message, advice }) => [
      labelled(short(rule), `${time(at)}: ${message}`),
      labelled('', advice),
    ]);
}

function stallLines(stall: Stall, story: readonly StoryStep[], classes: ClassTable): string[] {
  const steps = story.filter((step) => step.at >= stall.from && step.at <= stall.to);
  const nameOf = (message: object): string => classes.nameOf(message) ?? 'message';
  const waited = `${stall.client} waited ${inMs(wait(stall))} for ${print(stall.command, classes)}`;
  const when = `from ${inMs(stall.from)}${stall.forever ? ' to the end' : ` to ${inMs(stall.to)}`}`;
  return [
    labelled('stalled', `${waited}, ${when}`),
    ...followTrail(steps, stall.client, nameOf).map((leg) => labelled('', legText(leg))),
    ...firedInVain(steps, classes),
  ];
}

/** `client1 → server1 Request ×12: 9 delivered, server1 sent nothing on it` */
function legText({ from, to, name, sent, delivered, answered, hops }: Leg): string {
  const head = `${'  '.repeat(hops)}${from} → ${to} ${name} ×${sent}`;
  if (delivered === 0) return `${head}: none arrived`;
  const arrived = delivered === sent ? 'all arrived' : `${delivered} arrived`;
  if (answered === 0) return `${head}: ${arrived}, and ${to} sent nothing on them`;
  return `${head}: ${arrived}, ${to} acted on ${answered}`;
}

/** Which timers fired while the client waited: `server1 PingTimer ×200`. */
function firedInVain(steps: readonly StoryStep[], classes: ClassTable): string[] {
  const counts = new Map<string, number>();
  for (const step of steps) {
    if (step.kind !== 'fire') continue;
    const key = `${step.node} ${classes.nameOf(step.timer) ?? 'timer'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return [labelled('', 'no timer fired meanwhile')];
  const shown = [...counts].slice(0, 5).map(([key, count]) => `${key} ×${count}`);
  return [labelled('', `timers that fired meanwhile: ${shown.join(', ')}`)];
}

function timelineLines(
  story: readonly StoryStep[],
  insight: LabInsight | undefined,
  until: number,
  time: TimeText,
): string[] {
  if (insight === undefined) return [];
  const describe = insight.timeline();
  const entries: string[] = [];
  for (const step of story) {
    const told = describe(step);
    if (step.at > until) continue;
    if (step.kind === 'crash') entries.push(`${time(step.at)} ${step.node} gone`);
    if (told !== undefined) entries.push(`${time(step.at)} ${told}`);
  }
  const shown = entries.slice(-TIMELINE_MAX);
  const cut = shown.length < entries.length ? `… ${entries.length - shown.length} before · ` : '';
  return shown.length === 0 ? [] : [labelled('timeline', cut + shown.join(' · '))];
}

function wait({ from, to }: Stall): number {
  return to - from;
}

function inMs(at: number): string {
  return `${at.toFixed(1)} ms`;
}

function inSteps(at: number): string {
  return `step ${at}`;
}
