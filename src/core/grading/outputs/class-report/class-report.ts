import { seconds } from '../../../support/index.js';
import type { ClassState } from '../../class-state.js';
import { mistakesOf } from '../../clusters.js';
import type { Standing } from '../../graded.js';
import { LEVELS } from '../../isolation.js';
import { scoresOf, type Scores } from '../../score.js';
import { scoreStatistics } from '../../score-statistics.js';
import { hiddenTests } from '../feedback.js';
import { html, type Markup } from '../markup.js';
import { page } from '../page.js';
import { CLASS_STYLE } from './class-style.js';
import { mistakeCards } from './mistake-cards.js';
import { scoreHistogram } from './score-histogram.js';
import { submissionTable } from './submission-table.js';
import { testTable } from './test-table.js';

/** The report of a class, as one page to look at. */
export function classReport({ spec, harness, about, standings }: ClassState): string {
  const graded = standings.filter(({ state }) => state === 'graded');
  const scores = scoresOf(graded);
  const statistics = scoreStatistics(scores.values);
  const title = `Lab ${spec.lab}: ${spec.title}`;
  const body = html`
    <h1>${title}</h1>
    <p class="soft">Class report · ${graded.length} of ${standings.length} submissions graded</p>
    <div class="tiles">${tilesOf(standings, graded, scores)}</div>
    ${
      statistics === undefined
        ? ''
        : html`<h2>Scores</h2>
            <div class="card">${scoreHistogram(scores, statistics.median)}</div>`
    }
    <h2>Mistakes</h2>
    <p class="soft">Failures of one cause are one mistake: one comment answers all of them.</p>
    ${mistakeCards(mistakesOf(graded), hiddenTests(spec))}
    <h2>Tests</h2>
    ${testTable(spec, graded)}
    <h2>Submissions</h2>
    ${submissionTable(standings, scores.unit)}
    <footer>
      ${about.map((line) => html`<p>${line}</p>`)}labtest ${harness} · submissions kept apart by
      ${isolationWords(graded)}
    </footer>
  `;
  return page(`${title}, class report`, CLASS_STYLE, body);
}

function tilesOf(
  standings: readonly Standing[],
  graded: readonly Standing[],
  { values, most, unit }: Scores,
): Markup[] {
  const statistics = scoreStatistics(values);
  const inState = (state: Standing['state']): number =>
    standings.filter((standing) => standing.state === state).length;
  const full = values.filter((value) => value >= most).length;
  const wallMs = graded.reduce((sum, standing) => sum + standing.wallMs, 0);
  const tiles: [value: string | number, label: string][] = [
    ...(statistics === undefined
      ? []
      : ([
          [statistics.median, `median of ${most} ${unit}`],
          [statistics.mean.toFixed(1), 'mean'],
          [full, unit === 'points' ? 'with full marks' : 'passed all'],
        ] satisfies [string | number, string][])),
    [seconds(wallMs), 'of test time in all'],
  ];
  const doubts: [number, string][] = [
    [inState('waiting'), 'not graded yet'],
    [inState('refused'), 'not readable'],
    [inState('failed'), 'at which labtest failed'],
  ];
  return [...tiles, ...doubts.filter(([count]) => count > 0)].map(
    ([value, label]) => html`<div class="tile"><b>${value}</b><span>${label}</span></div>`,
  );
}

function isolationWords(graded: readonly Standing[]): string {
  const levels = [...new Set(graded.flatMap(({ isolation }) => isolation ?? []))].sort();
  return levels.map((level) => `${LEVELS[level]} (level ${level})`).join(' and ') || 'nothing yet';
}
