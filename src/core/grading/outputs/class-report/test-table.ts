import type { LabSpec, TestSpec } from '../../../registry/index.js';
import { seconds } from '../../../support/index.js';
import type { Standing } from '../../graded.js';
import type { TestMark } from '../../mark.js';
import { html, type Markup } from '../markup.js';

/** A row for each test: who passes it, as a bar, and the time that it takes. */
export function testTable({ parts, tests }: LabSpec, graded: readonly Standing[]): Markup {
  const longest = Math.max(1, ...tests.map((test) => medianMs(marksOf(test, graded))));
  return html`<div class="card">
    <table class="tests">
      <thead>
        <tr>
          <th>test</th>
          <th></th>
          <th class="num">points</th>
          <th>passed</th>
          <th class="num"></th>
          <th class="num">median time</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(parts).map(([part, title]) => {
          const own = tests.filter((test) => test.part === Number(part));
          if (own.length === 0) return '';
          return html`<tr class="part">
              <td colspan="7">Part ${part} · ${title}</td>
            </tr>
            ${own.map((test) => row(test, marksOf(test, graded), longest))}`;
        })}
      </tbody>
    </table>
  </div>`;
}

function row(test: TestSpec, marks: readonly TestMark[], longestMs: number): Markup {
  const count = (...verdicts: readonly TestMark['verdict'][]): number =>
    marks.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const of = Math.max(1, marks.length);
  const passed = count('passed');
  const ms = medianMs(marks);
  const words = [
    `${passed} passed`,
    `${count('failed', 'crashed')} failed`,
    `${count('inconclusive', 'missing')} without a verdict`,
  ].join(', ');
  const share = (part: number): string => `${((part / of) * 100).toFixed(2)}%`;
  return html`<tr>
    <td><b>${test.number}</b></td>
    <td>${test.title}${test.visibility === 'hidden' ? html` <i class="tag">hidden</i>` : ''}</td>
    <td class="num soft">${test.points}</td>
    <td class="wide">
      <div class="stack" title="${words}">
        <i class="passed" style="width:${share(passed)}"></i>
        <i class="failed" style="width:${share(count('failed', 'crashed'))}"></i>
        <i class="inconclusive" style="width:${share(count('inconclusive'))}"></i>
      </div>
    </td>
    <td class="num">${Math.round((passed / of) * 100)} %</td>
    <td class="num soft">${seconds(ms)}</td>
    <td class="time">
      <i style="width:${((ms / longestMs) * 100).toFixed(1)}%"></i>
    </td>
  </tr>`;
}

function marksOf({ number }: TestSpec, graded: readonly Standing[]): TestMark[] {
  return graded.flatMap(({ mark }) => mark.tests.filter(({ test }) => test.number === number));
}

function medianMs(marks: readonly TestMark[]): number {
  const sorted = marks.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
