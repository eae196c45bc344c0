import type {
  Failure,
  FailurePath,
  PathStep,
  SearchOutcome,
  StateProfile,
} from '../testkit/index.js';
import { counted } from '../support/index.js';

/** How many depths to show one by one; if there are more, the last one too. */
const DEPTHS_FIRST = 24;
const DEPTHS_LAST = 3;

/** How far a search got that did not find its goal, and what multiplied its states. */
export function progressLines(
  { milestones = [], profile, limit, kind }: Failure,
  last: SearchOutcome | undefined,
): string[] {
  const isOfSearch = kind === 'goal' || kind === 'start' || limit === 'states' || limit === 'depth';
  return [
    ...milestones.map(({ name, steps }) =>
      steps === undefined ? `never: ${name}` : `after ${counted(steps, 'step')}: ${name}`,
    ),
    ...(isOfSearch && last !== undefined ? [depthsText(last)] : []),
    ...(profile === undefined ? [] : profileLines(profile)),
  ];
}

/** `states at each depth: 1 3 7 16`; for a deep search, only the beginning and the end. */
export function depthsText({ statesPerDepth }: Pick<SearchOutcome, 'statesPerDepth'>): string {
  const between = statesPerDepth.length > DEPTHS_FIRST + DEPTHS_LAST ? ['…'] : [];
  const first = statesPerDepth.slice(0, DEPTHS_FIRST);
  const last = statesPerDepth.slice(DEPTHS_FIRST).slice(-DEPTHS_LAST);
  return `states at each depth: ${[...first, ...between, ...last].join(' ')}`;
}

/** What multiplies the states, the most important first. */
export function profileLines(profile: StateProfile): string[] {
  const { nodes, fields, messages } = profile;
  const statesOf = new Map(nodes.map(({ node, states }) => [node, states]));
  return [
    ...fields.slice(0, 5).map((field) => {
      const states = statesOf.get(field.node) ?? 0;
      return `${field.node}.${field.field} has ${field.values} values in ${states} states`;
    }),
    ...messages
      .slice(0, 3)
      .map(({ from, message, count }) => `${from} sends ${count} different ${message} messages`),
    ...hintLines(profile),
  ];
}

/** What the student can fix in a profile: orders that do not matter, and things done twice. */
export function hintLines({ fields, notIdempotent }: StateProfile): string[] {
  const ordered = fields.filter(({ values, valuesOrderBlind }) => valuesOrderBlind < values);
  return [
    ...ordered.slice(0, 5).map(({ node, field }) => {
      return `the order in ${node}.${field} multiplies the states: sort it, if you can`;
    }),
    ...notIdempotent.map(
      ({ handler, again }) => `${handler} reacts to the same message again: ${again}`,
    ),
  ];
}

/** A path as a person reads it: numbered steps, each with what it changed, sent and returned. */
export function pathLines({ leadsTo, before, steps }: FailurePath): string[] {
  const lines: string[] = [];
  if (leadsTo === 'nearest') lines.push('the path to the state that came nearest:');
  if (before.length > 0) {
    const count = counted(before.length, 'step');
    lines.push(`how the test got to where the search started (${count}):`);
    for (const step of before) lines.push(headOf(step));
    lines.push(`from there (${counted(steps.length, 'step')}):`);
  }
  for (const step of steps) {
    lines.push(headOf(step), ...[...step.effects, ...step.log].map((line) => `       ${line}`));
  }
  return lines;
}

function headOf({ number, text }: PathStep): string {
  return `${String(number).padStart(3)}. ${text}`;
}
