import type { RunReport } from '../runner/index.js';
import { counted, grouped } from '../support/index.js';
import type { Places } from './places.js';
import { hintLines } from './render-search.js';
import { failureLines, renderHeading } from './render-test.js';
import type { Style } from './style.js';

/** Kinds of failures that show that a handler is not a function of its node and its input. */
const FINDINGS: ReadonlySet<string> = new Set(['purity']);
/** Kinds of faults that show this. */
const FAULTS: ReadonlySet<string> = new Set(['state', 'call']);

/** Whether a report of searches says that the lab is not pure. */
export function isImpure({ tests }: RunReport): boolean {
  return tests.some(isFinding);
}

/** Whether some searches were cut off, so that finding nothing says little. */
export function isCutOff(report: RunReport): boolean {
  const { interrupted, halted, notRun, tests } = report;
  return interrupted || halted !== undefined || notRun.length > 0 || tests.some(isLost);
}

/** What searches found out about the lab's purity, and how far they looked. */
export function renderCheck(report: RunReport, style: Style, places: Places): string {
  const lines: string[] = [];
  const told = new Set<string>();
  for (const found of report.tests.filter((test) => isFinding(test) || isLost(test))) {
    // The evidence is removed with the run; only what is shown here remains.
    const test = { ...found, files: undefined };
    if (told.has(test.reason ?? '')) continue;
    told.add(test.reason ?? '');
    lines.push(renderHeading({ ...test, points: 0 }, style), ...failureLines(test, places), '');
  }
  const searches = report.tests.flatMap((test) => test.searches ?? []);
  const hints = new Set(searches.flatMap(({ profile }) => (profile ? hintLines(profile) : [])));
  for (const hint of hints) lines.push(`HINT: ${hint}`);
  const states = searches.reduce((sum, search) => sum + search.states, 0);
  const looked = `${grouped(states)} states of ${counted(searches.length, 'search', 'searches')}`;
  lines.push(verdictLine(report, looked, style));
  if (!isImpure(report) && report.tests.some(isOtherwiseFailed)) {
    lines.push('Some tests fail for other reasons; to see them: labtest search');
  }
  return `${lines.join('\n')}\n`;
}

function verdictLine(report: RunReport, looked: string, style: Style): string {
  if (isImpure(report)) return style.fail(`NOT PURE (looked at ${looked})`);
  const same = `handlers always did the same thing in ${looked}`;
  if (!isCutOff(report)) return style.pass(`NOTHING FOUND: ${same}`);
  return style.doubt(`CUT OFF: as far as it got, ${same}`);
}

/** A search that was lost: a handler hung, or filled the memory. */
function isLost({ verdict, failure }: RunReport['tests'][number]): boolean {
  return verdict === 'crashed' || failure?.fault?.kind === 'budget';
}

/** Whether it fails for its own reasons, not just because a check looks at only a few states. */
function isOtherwiseFailed(test: RunReport['tests'][number]): boolean {
  return test.verdict === 'failed' && !isLost(test);
}

function isFinding({ failure }: RunReport['tests'][number]): boolean {
  if (failure === undefined) return false;
  return FINDINGS.has(failure.kind) || FAULTS.has(failure.fault?.kind ?? '');
}
