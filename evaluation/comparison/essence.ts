import { createHash } from 'node:crypto';

/** What must be the same in a report whoever computes it: a text for each thing it says. */
export type Essence = ReadonlyMap<string, string>;

/** The parts of report.json that are compared. Any version is accepted, so all may be absent. */
export interface AnyReport {
  readonly fault?: { readonly kind: string; readonly message: string };
  readonly tests: readonly AnyTest[];
}

interface AnyTest {
  readonly number: string;
  readonly verdict: string;
  readonly cause?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly failure?: { readonly kind: string };
  readonly failedSeed?: number;
  readonly diagnosis?: readonly string[] | { readonly cause?: string };
  readonly seeds?: readonly {
    readonly seed: number;
    readonly verdict: string;
    readonly virtualMs: number;
    readonly events: number;
  }[];
  readonly searches?: readonly {
    readonly name: string;
    readonly end: string;
    readonly states: number;
    readonly transitions: number;
    readonly statesPerDepth: readonly number[];
  }[];
  readonly files?: Readonly<Record<string, string>>;
}

/** The parts of a trace that are compared: each event with the state that it leads to. */
export interface AnyTrace {
  readonly events: readonly { readonly kind: string; readonly fingerprint?: string }[];
}

/**
 * Verdicts, counts, counterexamples and causes of a report; with `texts`, what students read, too.
 * `traceOf` opens one of the report's files.
 */
export function essenceOf(
  report: AnyReport,
  texts: boolean,
  traceOf: (name: string) => AnyTrace,
): Essence {
  const said = new Map<string, string>();
  const say = (what: string, text: string | number | undefined): void => {
    if (text !== undefined) said.set(what, String(text));
  };
  say('fault', report.fault && `${report.fault.kind}: ${report.fault.message}`);
  for (const test of report.tests) {
    const { number, verdict, failure, failedSeed, diagnosis, files } = test;
    say(`${number} verdict`, verdict);
    say(`${number} kind`, failure?.kind);
    say(`${number} failed seed`, failedSeed);
    const cause = diagnosis !== undefined && 'cause' in diagnosis ? diagnosis.cause : undefined;
    say(`${number} cause`, test.cause ?? cause);
    for (const { seed, verdict: of, virtualMs, events } of test.seeds ?? [])
      say(`${number} seed ${seed}`, `${of}, ${virtualMs} ms, ${events} events`);
    for (const [i, search] of (test.searches ?? []).entries()) {
      const { name, end, states, transitions, statesPerDepth } = search;
      const counts = `${states} states, ${transitions} transitions, ${statesPerDepth.join(' ')}`;
      say(`${number} search ${i + 1} “${name}”`, `${end}: ${counts}`);
    }
    if (files?.['trace'] !== undefined)
      say(`${number} counterexample`, counterexample(traceOf(files['trace'])));
    if (!texts) continue;
    say(`${number} reason`, test.reason);
    say(`${number} note`, test.note);
    say(`${number} diagnosis`, JSON.stringify(diagnosis));
  }
  return said;
}

/** Names that differed in version 1 of trace files. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['drop', 'lose'],
  ['put-aside', 'set-aside'],
  ['take-up', 'restore'],
]);

/** An event that differs, or leads elsewhere, gives a different digest. */
function counterexample({ events }: AnyTrace): string {
  const steps = events.map(({ kind, fingerprint }) => {
    return `${RENAMED.get(kind) ?? kind} ${fingerprint ?? ''}`;
  });
  const digest = createHash('sha256').update(steps.join('\n')).digest('hex').slice(0, 16);
  return `${events.length} events, ${digest}`;
}

/** The differences between the two, one line each; none if they are the same. */
export function differences(base: Essence, now: Essence): string[] {
  return [...new Set([...base.keys(), ...now.keys()])].flatMap((what) => {
    const [before, after] = [base.get(what) ?? 'nothing', now.get(what) ?? 'nothing'];
    return before === after ? [] : [`${what}: ${before} → ${after}`];
  });
}
