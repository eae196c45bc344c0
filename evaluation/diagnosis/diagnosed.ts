import type { KnownLab } from '../../src/core/labs/index.js';
import type { TestSpec } from '../../src/core/registry/index.js';
import { parseTrace } from '../../src/core/trace/index.js';
import { diagnosisLines } from '../../src/core/report/index.js';
import type { Mutant } from '../../selftest/mutants/index.js';
import { TestedLab } from '../kill-matrix/tested-lab.js';

/** What the diagnosis of a mutant's first failing test says. */
export interface Diagnosed {
  readonly mutant: Pick<Mutant, 'name' | 'mistake' | 'rule' | 'expected-cause'>;
  /** Undefined: no test fails. */
  readonly failing: { readonly number: string; readonly seed: number } | undefined;
  readonly isRun: boolean;
  readonly named: string | undefined;
  /** What a student reads first. */
  readonly text: readonly string[];
  /** Of the failing run: messages delivered and timers fired. */
  readonly events: number;
  /** The trace that is shown of it. */
  readonly shown: { readonly events: number; readonly minimised: string | undefined } | undefined;
}

/** Of each search; enough for what the mutants do wrong. */
const SEARCH_STATES_MAX = 1_000_000;
/** How much of a diagnosis counts: nobody reads on. */
const LINES = 10;

/** Runs the tests in order up to the first that fails, and has that one explained. */
export async function diagnosed(
  mutant: Mutant,
  { code, spec }: Pick<KnownLab, 'code' | 'spec'>,
  mayFail: (test: TestSpec) => boolean,
): Promise<Diagnosed> {
  const lab = await TestedLab.of(mutant, code);
  try {
    for (const test of spec.tests.filter(mayFail)) {
      const failing = await failingRun(lab, test);
      if (failing !== undefined) return await explained(lab, mutant, test, failing);
    }
  } finally {
    lab.close();
  }
  const nothing = { failing: undefined, isRun: false, named: undefined, shown: undefined };
  return { mutant, ...nothing, text: [], events: 0 };
}

async function explained(
  lab: TestedLab,
  mutant: Mutant,
  test: TestSpec,
  failing: FailingRun,
): Promise<Diagnosed> {
  const told = await lab.explain(test, failing, SEARCH_STATES_MAX);
  const trace = told?.trace === undefined ? undefined : await parseTrace(told.trace, mutant.name);
  const lines = told === undefined ? [] : [told.message, ...diagnosisLines(told.diagnosis)];
  return {
    mutant,
    failing: { number: test.number, seed: failing.seed },
    isRun: test.kind === 'run' && trace !== undefined,
    named: told?.named,
    text: lines.slice(0, LINES),
    events: told?.events ?? 0,
    shown: trace && { events: trace.events.length, minimised: trace.minimised },
  };
}

type FailingRun = Parameters<TestedLab['explain']>[1];

async function failingRun(lab: TestedLab, test: TestSpec): Promise<FailingRun | undefined> {
  if (test.kind !== 'search') {
    const [first] = await lab.failingSeeds(test, test.seeds, 1);
    return first;
  }
  const { finding } = await lab.search(test, SEARCH_STATES_MAX);
  const isInconclusive = finding?.cause === 'inconclusive' || finding?.cause === 'harness';
  return finding === undefined || isInconclusive ? undefined : { seed: 1, events: 0 };
}

/** Whether a diagnosis names the mistake. */
export function isRight({ mutant, named }: Diagnosed): boolean {
  return named === mutant['expected-cause'];
}
