import {
  decode,
  diff,
  encode,
  fingerprint,
  formatChange,
  type ClassTable,
} from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { assert } from '../support/index.js';
import {
  Narrator,
  Stepper,
  worldKey,
  type Action,
  type Event,
  type Links,
  type SystemPlan,
  type World,
} from '../system/index.js';
import type { FailurePath, PathStep } from './failure.js';
import type { SearchPath, SearchStep } from './outcome.js';
import { RecordedCalls } from './recorded-calls.js';
import type { SearchedLab } from './search-run.js';
import type { Stage } from './stage.js';

/** What a path is about. */
export type PathSubject = Pick<SearchPath, 'search' | 'predicate' | 'detail' | 'stepsFound'> & {
  readonly links: Links;
};

/** Replays a path from the system's very start, and describes every step. */
export function describePath(
  lab: SearchedLab,
  from: Stage,
  events: readonly Event[],
  { links, ...subject }: PathSubject,
): SearchPath {
  const { plan } = from.tools.stepper;
  const teller = new PathDescriber(plan, lab);
  const before = from.steps.map((step) => teller.tell(step));
  assert(
    worldKey(teller.world) === worldKey(from.state),
    `the path to where the search “${subject.search}” started leads somewhere else this time`,
  );
  teller.world = { ...teller.world, links };
  const steps = events.map((event) => teller.tell(event));
  const workloads = workloadsOf(plan, lab.classes);
  return { ...subject, nodes: plan.nodes, workloads, links: links.toJSON(), before, steps };
}

class PathDescriber {
  world: World;
  readonly #lab: SearchedLab;
  readonly #stepper: Stepper;
  readonly #recorded: RecordedCalls;

  constructor(plan: SystemPlan, lab: SearchedLab) {
    this.#lab = lab;
    this.#recorded = new RecordedCalls(lab.handlers);
    this.#stepper = new Stepper(plan, this.#recorded, lab.classes);
    this.world = this.#stepper.initial();
  }

  tell(step: Action): SearchStep {
    const text = new Narrator(this.#lab.classes).title(step);
    const refusal = this.#stepper.refusal(this.world, step);
    assert(refusal === undefined, `“${text}” cannot be replayed: ${refusal}`);
    this.#recorded.forget();
    const before = this.world;
    const { world, actor, effects } = this.#stepper.step(before, step);
    const { sends, sets, results } = effects;
    this.world = world;
    return {
      step,
      node: actor,
      text,
      changes: actor === undefined ? [] : this.#changes(before, actor),
      sends,
      sets,
      results,
      log: this.#recorded.calls.flatMap((call) => this.#lab.logOf?.(call) ?? []),
      fingerprint: fingerprint(worldKey(world)),
    };
  }

  #changes(before: World, node: Address): string[] {
    const [old, now] = [before.locals.get(node), this.world.locals.get(node)];
    if (old === undefined || now === undefined || old.node === now.node) return [];
    const { classes } = this.#lab;
    return diff(decode(old.node, classes), decode(now.node, classes), classes).map((change) =>
      formatChange({ ...change, path: `${node}.${change.path}` }),
    );
  }
}

/** A path as a failure shows it. Its steps are numbered like the events in its trace. */
export function pathOf(
  path: SearchPath,
  leadsTo: FailurePath['leadsTo'],
  classes: ClassTable,
): FailurePath {
  const steps = [...path.before, ...path.steps].map((step, index): PathStep => ({
    number: stepNumber(path, index),
    text: step.text,
    effects: pathEffectLines(step, classes),
    log: step.log.map(({ level, text }) => `${level} ${text}`),
  }));
  const { length } = path.before;
  return {
    search: path.search,
    leadsTo,
    before: steps.slice(0, length),
    steps: steps.slice(length),
  };
}

/** A trace's first events add the nodes; those of the search come after one that sets its links. */
export function stepNumber({ nodes, before }: SearchPath, index: number): number {
  return nodes.length + index + (index < before.length ? 1 : 2);
}

/** What a step did, one line each. */
export function pathEffectLines(step: SearchStep, classes: ClassTable): string[] {
  return [...step.changes, ...new Narrator(classes).effects(step.node, step)];
}

function workloadsOf(plan: SystemPlan, classes: ClassTable): SearchPath['workloads'] {
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
