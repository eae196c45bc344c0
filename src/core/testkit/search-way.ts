import {
  decode,
  diff,
  encode,
  fingerprint,
  formatChange,
  print,
  type Canonical,
  type ClassTable,
} from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import {
  Links,
  placeOf,
  stateKey,
  Stepper,
  type Event,
  type Step,
  type SystemPlan,
  type SystemState,
} from '../system/index.js';
import type { SearchWay, WayStep } from './outcome.js';
import { counted } from './search-end.js';
import { RecordedCalls } from './recorded-calls.js';
import type { SearchedLab } from './search-run.js';
import { restage, type Stage, type StageStep } from './stage.js';

/** What a way is about. */
export type WaySubject = Pick<SearchWay, 'search' | 'predicate' | 'detail' | 'stepsFound'> & {
  readonly links: Links;
};

/** Takes a way once more from the system's very start, and tells every step of it. */
export function tellWay(
  lab: SearchedLab,
  from: Stage,
  events: readonly Event[],
  { links, ...subject }: WaySubject,
): SearchWay {
  const { plan } = from.tools.stepper;
  const teller = new WayTeller(plan, lab);
  const before = from.steps.map((step) => teller.tell(step, Links.all));
  assert(
    stateKey(teller.state) === stateKey(from.state),
    `the way to where the search “${subject.search}” started leads somewhere else this time`,
  );
  const steps = events.map((event) => teller.tell(event, links));
  const workloads = workloadsOf(plan, lab.classes);
  return { ...subject, nodes: plan.nodes, workloads, links: links.toJSON(), before, steps };
}

class WayTeller {
  state: SystemState;
  readonly #lab: SearchedLab;
  readonly #stepper: Stepper;
  readonly #recorded: RecordedCalls;

  constructor(plan: SystemPlan, lab: SearchedLab) {
    this.#lab = lab;
    this.#recorded = new RecordedCalls(lab.handlers);
    this.#stepper = new Stepper(plan, this.#recorded, lab.classes);
    this.state = this.#stepper.initial();
  }

  tell(step: StageStep, links: Links): WayStep {
    if (step.kind === 'drop' || step.kind === 'undrop') return this.#restage(step);
    const text = describeEvent(step, this.#lab.classes);
    const before = this.state;
    assert(this.#stepper.isEnabled(before, step, links), `“${text}” cannot be taken again`);
    this.#recorded.forget();
    const taken = this.#stepper.step(before, step);
    this.state = taken.state;
    return {
      step,
      node: placeOf(step),
      text,
      changes: this.#changes(before, taken, placeOf(step)),
      ...taken.effects,
      log: this.#recorded.calls.flatMap((call) => this.#lab.logOf?.(call) ?? []),
      fingerprint: fingerprint(stateKey(this.state)),
    };
  }

  #restage(step: Extract<StageStep, { kind: 'drop' | 'undrop' }>): WayStep {
    this.state = restage(this.state, step);
    return {
      step,
      node: undefined,
      text: step.kind === 'drop' ? 'pending messages are put aside' : 'messages are taken up again',
      changes: [],
      sends: [],
      sets: [],
      results: [],
      log: [],
      fingerprint: fingerprint(stateKey(this.state)),
    };
  }

  #changes(before: SystemState, { state }: Step, node: Address): string[] {
    const [old, now] = [before.locals.get(node), state.locals.get(node)];
    if (old === undefined || now === undefined || old.node === now.node) return [];
    const { classes } = this.#lab;
    return diff(decode(old.node, classes), decode(now.node, classes), classes).map((change) =>
      formatChange({ ...change, path: `${node}.${change.path}` }),
    );
  }
}

/** `server1 → viewserver: Ping(viewNum=0)`, `server1: PingTimer fires` */
export function describeEvent(event: Event, classes: ClassTable): string {
  if (event.kind === 'deliver') {
    const { from, to, message } = event.envelope;
    return `${from} → ${to}: ${printed(message, classes)}`;
  }
  return `${event.timer.owner}: ${printed(event.timer.timer, classes)} fires`;
}

/** A way as a person reads it: numbered steps, each with what it changed, sent and gave. */
export function wayLines(way: SearchWay, classes: ClassTable): string[] {
  const lines: string[] = [];
  const number = (index: number): string => String(index + 1).padStart(3);
  if (way.before.length > 0) {
    lines.push(
      `how the test got to where the search started (${counted(way.before.length, 'step')}):`,
    );
    way.before.forEach(({ text }, i) => lines.push(`${number(i)}. ${text}`));
    lines.push(`from there (${counted(way.steps.length, 'step')}):`);
  }
  way.steps.forEach((step, i) => {
    lines.push(`${number(way.before.length + i)}. ${step.text}`);
    for (const effect of effectLines(step, classes)) lines.push(`       ${effect}`);
    for (const { level, text } of step.log) lines.push(`       ${level} ${text}`);
  });
  return lines;
}

/** What a step did, a line each. */
export function effectLines(step: WayStep, classes: ClassTable): string[] {
  return [
    ...step.changes,
    ...step.sends.map(({ to, message }) => `sends ${printed(message, classes)} to ${to}`),
    ...step.sets.map(({ timer, minMs, maxMs }) => {
      const delay = minMs === maxMs ? minMs : `${minMs}–${maxMs}`;
      return `sets ${printed(timer, classes)} (${delay} ms)`;
    }),
    ...step.results.map(
      (result) => `${step.node ?? ''} has its result ${printed(result, classes)}`,
    ),
  ];
}

function printed(text: Canonical, classes: ClassTable): string {
  return print(decode(text, classes), classes);
}

function workloadsOf(plan: SystemPlan, classes: ClassTable): SearchWay['workloads'] {
  return [...plan.workloads].map(([client, workload]) => {
    const indices = Array.from({ length: workload.size }, (_, index) => index);
    return {
      client,
      commands: indices.map((i) => encode(workload.commandAt(i, client), classes, 'value')),
      expected: indices.map((i) => {
        const expected = workload.expectedAt(i, client);
        return expected && encode(expected, classes, 'value');
      }),
    };
  });
}
