import { acts, type Finding, type StoryStep } from '../testkit/index.js';
import { messageName, type Lineage, Lineages } from './lineage.js';
import type { TimerCounts } from './timer-counts.js';

/** A finding about a run without end. */
type RunFinding = Omit<Finding, 'harms'>;

/** The number of steps, at the end, whose origin is examined. */
const LOOKED_AT = 5000;
/** Loops of messages are to blame if they caused more than this share of the deliveries. */
const SHARE_MIN = 0.25;

/** Timers are to blame if those of one kind are more than this share of the events. */
const FIRED_SHARE_MIN = 0.02;

/** With this many different timers, none far ahead of the others, each is to blame. */
const DIFFERENT_MIN = 5;

/** What keeps multiplying in a run that ended at its limit of events. */
export function whatMultiplies(
  story: readonly StoryStep[],
  fires: TimerCounts,
  nameOf: (value: object) => string,
  contentOf: (value: object) => string,
): RunFinding | undefined {
  const last = story.at(-1);
  if (last === undefined) return undefined;
  const origins = new Lineages(nameOf);
  const loops = new Map<string, number>();
  const parents = new Map<string, Map<string, number>>();
  const firstLookedAt = story.length - LOOKED_AT;
  let delivered = 0;
  let newest: string | undefined;
  for (const [index, step] of story.entries()) {
    if (!acts(step)) continue;
    const origin = origins.take(step);
    if (step.kind !== 'deliver') continue;
    newest = origin.name;
    for (const sent of step.effects.sends) {
      count(countsOf(parents, messageName(sent, nameOf)), newest);
    }
    if (index < firstLookedAt) continue;
    delivered++;
    const loop = loopIn(origin);
    if (loop !== undefined) count(loops, loop);
  }
  const begot = [...loops.values()].reduce((sum, each) => sum + each, 0);
  const areTimers = (fires.most()?.fired ?? 0) > FIRED_SHARE_MIN * story.length;
  const isByMessages = begot > SHARE_MIN * delivered || !areTimers;
  const loop = begot > 0 ? most(loops)[0] : loopOfParents(newest, parents);
  if (isByMessages && loop !== undefined) {
    return {
      at: last.at,
      cause: 'messages-multiply',
      rule: 'no end',
      message: `each of these is sent because of the one before it: ${loop}`,
      advice:
        'Messages must not answer each other for ever: break the ' +
        'loop where its receiver learns nothing new.',
    };
  }
  return areTimers ? whichTimer(story, fires, nameOf, contentOf) : undefined;
}

/** The timer that fired most often: set more than once, or each about something that never ends. */
function whichTimer(
  story: readonly StoryStep[],
  fires: TimerCounts,
  nameOf: (value: object) => string,
  contentOf: (value: object) => string,
): RunFinding | undefined {
  const multiplied = fires.most();
  if (multiplied === undefined) return undefined;
  const { node, timer, fired } = multiplied;
  const at = story.at(-1)?.at ?? 0;
  const name = nameOf(timer);
  const what = `the ${name} of ${node} fired ${fired} times in ${at.toFixed(1)} ms`;
  const contents = new Map<string, number>();
  for (const step of story) {
    const isIt = step.kind === 'fire' && step.node === node && nameOf(step.timer) === name;
    if (isIt) count(contents, contentOf(step.timer));
  }
  const kinds = contents.size;
  const shared = { at, cause: 'timers-multiply', rule: 'no end' } as const;
  if (kinds >= DIFFERENT_MIN && most(contents)[1] * DIFFERENT_MIN <= seenIn(contents)) {
    return {
      ...shared,
      message: `${what}, with at least ${kinds} different contents, each of them again and again`,
      advice:
        'A timer that is about one thing (a command, a view) ends with it: when it fires, check ' +
        'whether that is still under way, and set it again only then.',
    };
  }
  return {
    ...shared,
    message: what,
    advice:
      'A timer that is set again when it fires must be set nowhere else except at the start: ' +
      'each extra one fires for ever, too.',
  };
}

function seenIn(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, each) => sum + each, 0);
}

/**
 * The shortest loop of messages that led to a message, as text; the same for all messages in it.
 */
function loopIn(newest: Lineage): string | undefined {
  const names: string[] = [];
  for (let each: Lineage | undefined = newest; each !== undefined; each = each.because) {
    const start = names.indexOf(each.name);
    if (start >= 0) return looped(names.slice(start).reverse());
    names.push(each.name);
  }
  return undefined;
}

/**
 * If messages multiply within milliseconds, the kept chains are too short to close a loop. Then the
 * loop follows what each kind of message mostly comes from, as far as that was kept.
 */
function loopOfParents(
  newest: string | undefined,
  parents: ReadonlyMap<string, ReadonlyMap<string, number>>,
): string | undefined {
  const names: string[] = [];
  for (let name = newest; name !== undefined;) {
    const start = names.indexOf(name);
    if (start >= 0) return looped(names.slice(start).reverse());
    names.push(name);
    const of: ReadonlyMap<string, number> | undefined = parents.get(name);
    name = of && most(of)[0];
  }
  return names.length > 1 ? names.reverse().join(' → ') : undefined;
}

function countsOf(counts: Map<string, Map<string, number>>, key: string): Map<string, number> {
  let known = counts.get(key);
  if (known === undefined) counts.set(key, (known = new Map<string, number>()));
  return known;
}

/** A loop has no beginning, so the alphabetically first name comes first. */
function looped(names: readonly string[]): string {
  const first = names.reduce((least, name, at) => (name < (names[least] ?? '') ? at : least), 0);
  const turned = [...names.slice(first), ...names.slice(0, first)];
  return [...turned, `${turned[0] ?? ''} again`].join(' → ');
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function most(counts: ReadonlyMap<string, number>): [string, number] {
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number]);
}
