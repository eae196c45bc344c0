import process from 'node:process';
import type { TestOutcome } from '../runner/index.js';
import {
  asTyped,
  programName,
  counted,
  formatPlace,
  grouped,
  type LabFaultData,
  markedLines,
  seconds,
  unreachable,
} from '../support/index.js';
import type { Failure, SearchOutcome, Vacuous } from '../testkit/index.js';
import { labelled } from './labelled.js';
import { AS_REPORTED, type Places } from './places.js';
import { diagnosisLines } from './render-diagnosis.js';
import { pathLines, progressLines } from './render-search.js';
import type { Style } from './style.js';

/** `TEST 2.14: Repeated crashes (15pts)` */
export function renderHeading(
  { number, title, points }: Pick<TestOutcome, 'number' | 'title' | 'points'>,
  style: Style,
): string {
  return style.heading(`TEST ${number}: ${title}${points > 0 ? ` (${points}pts)` : ''}`);
}

/**
 * What happened, and `...PASS` or `...FAIL`; the heading and the log come before it. `trace` is the
 * text of the test's trace, if it should be shown at once.
 */
export function renderOutcome(
  test: TestOutcome,
  style: Style,
  places: Places,
  {
    trace,
    verbose = true,
  }: { readonly trace?: string | undefined; readonly verbose?: boolean } = {},
): string {
  const told = (test.searches ?? []).filter(
    ({ vacuous }) => verbose || test.verdict !== 'passed' || vacuous,
  );
  const searches = told.map((search) => `  ${searchLine(search, style)}`);
  const lines =
    test.verdict === 'passed'
      ? [...searches, ...warningLines(test, places), ...keptLines(test, places)]
      : [...failureLines(test, places, searches), ...traceLines(trace)];
  lines.push(`...${verdictWord(test, style)} ${style.quiet(`(${measures(test)})`)}`);
  return `${lines.join('\n')}\n`;
}

/** Things the code did that nobody intends: shown prominently, whatever the verdict. */
function warningLines({ warnings = [] }: TestOutcome, places: Places): string[] {
  return warnings.flatMap((warning) => {
    const { message, place, hint } = warning;
    const at = place && `(${formatPlace({ ...place, file: places.source(place.file) })})`;
    const said = at === undefined ? message : `${message} ${at}`;
    const lines = [
      labelled('WARNING', said),
      ...(hint === undefined ? [] : [labelled('hint', hint)]),
    ];
    return lines.flatMap(markedLines).map((line) => `  ${line}`);
  });
}

/** What was kept of a test that passed. */
function keptLines({ note, files }: TestOutcome, places: Places): string[] {
  const named = Object.entries(files ?? {}).map(
    ([name, file]) => `  ${labelled(name, places.evidence(file))}`,
  );
  return note === undefined ? named : [...named, `  ${note}`];
}

/** A test whose fault or cause was already shown in full. */
export function renderRepeated(test: TestOutcome, told: string, style: Style): string {
  const { failure, cause, reproduce } = test;
  const isFault = failure?.fault !== undefined;
  const lines = isFault
    ? markedLines(`As for test ${told}: ${test.reason ?? ''}`)
    : [
        ...markedLines(`${whenOf(test)}${test.reason ?? ''}`),
        labelled('cause', `${cause ?? 'no step from the start'}, as for test ${told}`),
        ...(reproduce === undefined ? [] : [labelled('again', asTyped(reproduce, process.env))]),
      ];
  return `  ${lines.join('\n  ')}\n...${verdictWord(test, style)}\n`;
}

/** A fault of the lab's code: what, where, and what to do. */
export function renderFault(fault: LabFaultData, places: Places = AS_REPORTED): string[] {
  const { place, hint } = fault;
  const lines = [fault.message];
  if (place !== undefined) {
    lines.push(labelled('at', formatPlace({ ...place, file: places.source(place.file) })));
    lines.push(...places.frame(place).map((line) => `  ${line}`));
  }
  const [first, ...outer] = fault.stack ?? [];
  const known = place !== undefined && first?.includes(formatPlace(place)) === true;
  for (const frame of known || first === undefined ? outer : [first, ...outer]) {
    lines.push(labelled('', `from ${frame}`));
  }
  if (hint !== undefined) lines.push(labelled('hint', hint));
  for (const other of fault.others ?? []) lines.push('', ...renderFault(other, places));
  return lines.flatMap(markedLines);
}

/**
 * All of a failure except the verdict's line; also the body of other reporters' failures. What went
 * wrong comes first, before what was searched and the steps of a path.
 */
export function failureLines(
  test: TestOutcome,
  places: Places = AS_REPORTED,
  searches: readonly string[] = [],
): string[] {
  const { failure } = test;
  const lines = [`${whenOf(test)}${test.reason ?? test.verdict}`];
  if (failure !== undefined) lines.push(...evidenceLines(failure, places));
  if (test.diagnosis !== undefined) lines.push('', ...diagnosisLines(test.diagnosis));
  const warnings = warningLines(test, places).map((line) => line.slice(2));
  if (warnings.length > 0) lines.push('', ...warnings);
  const detail = failure === undefined ? [] : detailLines(failure, test.searches?.at(-1));
  if (searches.length > 0) lines.push('', ...searches.map((line) => line.trimStart()));
  if (detail.length > 0) lines.push('', ...detail);
  const next: string[] = [];
  if (test.rate !== undefined) next.push(test.rate);
  if (test.reproduce !== undefined)
    next.push(labelled('again', asTyped(test.reproduce, process.env)));
  for (const [name, file] of Object.entries(test.files ?? {})) {
    next.push(labelled(name, places.evidence(file)));
  }
  const trace = test.files?.['trace'];
  if (trace !== undefined)
    next.push(labelled('drive', `${programName(process.env)} debug ${places.evidence(trace)}`));
  if (next.length > 0) lines.push('', ...next);
  return lines.flatMap(markedLines).map((line) => (line === '' ? '' : `  ${line}`));
}

/** The steps of a trace, as text, below what they led to. */
export function traceLines(trace: string | undefined): string[] {
  if (trace === undefined) return [];
  const steps = trace.trimEnd().split('\n');
  return [
    '',
    '  The path there:',
    '',
    ...steps.map((line) => (line === '' ? '' : `  ${line}`)),
    '',
  ];
}

/**
 * `Seed 3, at 1234.5 ms: `; for a missing export the time does not matter, and a sentence about a
 * part of the run includes its own time.
 */
function whenOf({ failure, failedSeed, kind, reason }: TestOutcome): string {
  if (failure?.fault?.kind === 'export') return '';
  const seed = failedSeed === undefined || kind === 'unit' ? [] : [`Seed ${failedSeed}`];
  const isTimed = failure?.atMs !== undefined && reason === failure.message;
  const at = isTimed ? [`at ${failure.atMs.toFixed(1)} ms`] : [];
  const when = [...seed, ...at].join(', ');
  return when === '' ? '' : `${when}: `;
}

function evidenceLines({ message, expected, seen, fault }: Failure, places: Places): string[] {
  const lines: string[] = [];
  const isNews = (text: string | undefined): text is string =>
    text !== undefined && !message.includes(text);
  if (isNews(expected) || isNews(seen)) {
    if (expected !== undefined) lines.push(labelled('expected', expected));
    if (seen !== undefined) lines.push(labelled('seen', seen));
  }
  if (fault !== undefined) lines.push(...renderFault(fault, places).slice(1));
  return lines;
}

/** The rest of a failure, with the steps of a path last, since they may fill a screen. */
function detailLines(failure: Failure, last: SearchOutcome | undefined): string[] {
  const { detail = [], path } = failure;
  return [
    ...detail,
    ...progressLines(failure, last),
    ...(path === undefined ? [] : pathLines(path)),
  ];
}

function searchLine(
  { name, text, transitions, depth, wallMs, vacuous }: SearchOutcome,
  style: Style,
): string {
  const counts = `${grouped(transitions)} transitions, depth ${depth}, ${seconds(wallMs)}`;
  const nothing = vacuous === undefined ? '' : `; ${style.doubt(vacuousText(vacuous))}`;
  return `${name}: ${text}${nothing}${style.quiet(` · ${counts}`)}`;
}

/** Why a search that found nothing proves nothing; follows what it covered. */
export function vacuousText(vacuous: Vacuous): string {
  switch (vacuous) {
    case 'nothing-happens':
      return 'vacuous: nothing can happen from where it starts';
    case 'no-results':
      return 'vacuous: no client ever got a result';
    default:
      return unreachable(vacuous);
  }
}

/** The last word on a test, after the three dots. */
export function outcomeWord(verdict: TestOutcome['verdict']): string {
  switch (verdict) {
    case 'passed':
      return 'PASS';
    case 'failed':
      return 'FAIL';
    case 'crashed':
      return 'FAIL (crashed)';
    case 'inconclusive':
      return 'INCONCLUSIVE';
    default:
      return unreachable(verdict);
  }
}

function verdictWord({ verdict }: TestOutcome, style: Style): string {
  const paint =
    verdict === 'passed' ? style.pass : verdict === 'inconclusive' ? style.doubt : style.fail;
  return paint(outcomeWord(verdict));
}

function measures({ seeds, searches = [], virtualMs, wallMs }: TestOutcome): string {
  const parts: string[] = [];
  if (searches.length > 0) {
    const states = searches.reduce((sum, search) => sum + search.states, 0);
    parts.push(counted(searches.length, 'search', 'searches'), counted(states, 'state'));
  }
  if (seeds !== undefined && seeds.length > 1) parts.push(counted(seeds.length, 'seed'));
  if (virtualMs !== undefined && virtualMs > 0) parts.push(`virtual ${seconds(virtualMs)}`);
  return [...parts, `wall ${seconds(wallMs)}`].join(', ');
}
