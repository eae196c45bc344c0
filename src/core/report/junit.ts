import type { RunReport, TestOutcome } from '../runner/index.js';
import type { Places } from './places.js';
import type { ReportContext } from './report-context.js';
import { failureLines } from './render-test.js';

/** One case of a suite: a test, as CI servers list it. */
export interface JunitCase {
  readonly name: string;
  /** `missing`: it was not run. */
  readonly verdict: TestOutcome['verdict'] | 'missing';
  readonly wallMs: number;
  readonly message?: string | undefined;
  /** Everything to say about a failure. */
  readonly lines?: readonly string[] | undefined;
}

/** Cases that belong together. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** When it began, in milliseconds since 1970, if known. */
  readonly startedMs?: number | undefined;
  /** The file that its cases are about, if it is a single one. */
  readonly file?: string | undefined;
}

/** The report as JUnit's XML, as CI servers read it: a suite for each part of the lab. */
export function renderJunit(report: RunReport, context: ReportContext): string {
  const { startedMs, solution, places } = context;
  const parts = new Map<string, JunitCase[]>();
  for (const test of report.tests) {
    const part = test.number.split('.')[0] as string;
    parts.set(part, [...(parts.get(part) ?? []), caseOf(test, places)]);
  }
  const suites = [...parts].map(([part, cases]) => ({
    name: `lab ${report.lab} part ${part}`,
    cases,
    startedMs,
    file: `${solution}/index.ts`,
  }));
  return junitDocument(suites);
}

/** Suites as JUnit's XML: what the schemas of Ant and of Jenkins both allow. */
export function junitDocument(suites: readonly JunitSuite[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flatMap(suite),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseOf(test: TestOutcome, places: Places): JunitCase {
  const { number, title, verdict, reason, wallMs } = test;
  const lines = verdict === 'passed' ? undefined : failureLines(test, places);
  return { name: `${number} ${title}`, verdict, wallMs, message: reason, lines };
}

function suite({ name, cases, startedMs, file }: JunitSuite, id: number): string[] {
  // Ant's schema requires ISO 8601 without a time zone.
  const when =
    startedMs === undefined ? '' : ` timestamp="${new Date(startedMs).toISOString().slice(0, 19)}"`;
  const which = `name=${attribute(name)} package="labtest" id="${id}" hostname="localhost"${when}`;
  const property =
    file === undefined ? [] : [`      <property name="file" value=${attribute(file)}/>`];
  return [
    `  <testsuite ${which} ${counts(cases)} skipped="${skipped(cases)}">`,
    '    <properties>',
    ...property,
    '    </properties>',
    ...cases.flatMap((each) => testCase(name, each)),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
  ];
}

function testCase(suiteName: string, each: JunitCase): string[] {
  const { verdict, message = '', lines = [], wallMs } = each;
  const names = `name=${attribute(each.name)} classname=${attribute(suiteName)}`;
  const open = `    <testcase ${names} time="${inS(wallMs)}"`;
  if (verdict === 'passed') return [`${open}/>`];
  if (verdict === 'missing') return [`${open}>`, '      <skipped/>', '    </testcase>'];
  // A failure says the lab is wrong; an error, that the test came to no verdict about it.
  const element = verdict === 'failed' ? 'failure' : 'error';
  return [
    `${open}>`,
    `      <${element} type=${attribute(verdict)} message=${attribute(message)}>`,
    escaped(lines.join('\n')),
    `      </${element}>`,
    '    </testcase>',
  ];
}

function skipped(cases: readonly JunitCase[]): number {
  return cases.filter(({ verdict }) => verdict === 'missing').length;
}

function counts(tests: readonly JunitCase[]): string {
  const count = (...verdicts: readonly string[]): number =>
    tests.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const time = tests.reduce((total, { wallMs }) => total + wallMs, 0);
  return [
    `tests="${tests.length}"`,
    `failures="${count('failed')}"`,
    `errors="${count('crashed', 'inconclusive')}"`,
    `time="${inS(time)}"`,
  ].join(' ');
}

function inS(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attribute(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Replaces what XML 1.0 does not allow at all: a student's string may contain anything. */
function escaped(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- control characters are what it is about
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(LONE_SURROGATES, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
