import type { RunReport, TestOutcome } from '../runner/index.js';
import { failureLines } from './render-test.js';

/** The report as JUnit's XML, as CI servers read it: a suite for each part of the lab. */
export function renderJunit(report: RunReport): string {
  const parts = new Map<string, TestOutcome[]>();
  for (const test of report.tests) {
    const part = test.number.split('.')[0] as string;
    parts.set(part, [...(parts.get(part) ?? []), test]);
  }
  const suites = [...parts].map(([part, tests]) => suite(`lab ${report.lab} part ${part}`, tests));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="labtest" ${counts(report.tests)}>`,
    ...suites.flat(),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite(name: string, tests: readonly TestOutcome[]): string[] {
  return [
    `  <testsuite name=${attribute(name)} ${counts(tests)}>`,
    ...tests.flatMap((test) => testCase(name, test)),
    '  </testsuite>',
  ];
}

function testCase(suiteName: string, test: TestOutcome): string[] {
  const { number, title, verdict, reason = '', wallMs } = test;
  const name = attribute(`${number} ${title}`);
  const open = `    <testcase name=${name} classname=${attribute(suiteName)} time="${inS(wallMs)}"`;
  if (verdict === 'passed') return [`${open}/>`];
  // A failure says the lab is wrong; an error, that the test came to no verdict about it.
  const element = verdict === 'failed' ? 'failure' : 'error';
  return [
    `${open}>`,
    `      <${element} type=${attribute(verdict)} message=${attribute(reason)}>`,
    escaped(failureLines(test).join('\n')),
    `      </${element}>`,
    '    </testcase>',
  ];
}

function counts(tests: readonly TestOutcome[]): string {
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

/** What XML 1.0 does not allow at all is replaced: a student's string may hold anything. */
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
