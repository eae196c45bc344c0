import type { Standing } from '../../graded.js';
import { scoreOf, type Score } from '../../score.js';
import { html, type Markup } from '../markup.js';
import { feedbackLink } from '../places.js';

/**
 * A row for each submission: its score, and every test as a square in the colour of its verdict.
 */
export function submissionTable(standings: readonly Standing[], unit: Score['unit']): Markup {
  return html`<div class="card">
    <table class="submissions">
      <thead>
        <tr>
          <th>submission</th>
          <th class="num">${unit === 'points' ? unit : 'passed'}</th>
          <th>tests</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${standings.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row({ source, state, mark, reason, notes, isolation }: Standing): Markup {
  const names = source.students.flatMap(({ name, email, id }) => name ?? email ?? id ?? []);
  const isNamed = names.length > 0 && names.join() !== source.id;
  const about = [reason, ...mark.remarks, ...notes, lateness(mark.late?.days)];
  const said = about.filter((text) => text !== undefined);
  return html`<tr>
    <td>
      <a href="${feedbackLink(source.id)}">${source.id}</a>
      ${isNamed ? html`<br /><span class="soft">${names.join(', ')}</span>` : ''}
    </td>
    <td class="num">
      ${state === 'graded' ? scoreOf(mark).value : html`<i class="tag">${state}</i>`}
    </td>
    <td>
      <div class="squares">
        ${mark.tests.map(
          ({ test, verdict }) =>
            html`<i class="${verdict}" title="${test.number} ${test.title}: ${verdict}"></i>`,
        )}
      </div>
    </td>
    <td class="soft">
      ${said.join(' · ')}
      ${isolation === undefined || isolation === 'A' ? '' : html`<i class="tag">${isolation}</i>`}
    </td>
  </tr>`;
}

function lateness(days: number | undefined): string | undefined {
  if (days === undefined || days === 0) return undefined;
  return `${days} ${days === 1 ? 'day' : 'days'} late`;
}
