import { counted } from '../../support/index.js';
import { pointsOf, type Feedback, type TestFeedback } from './feedback.js';
import { html, type Markup } from './markup.js';
import { page } from './page.js';

const STYLE = `
.score { display: flex; gap: 20px; align-items: center; flex-wrap: wrap; margin: 20px 0; }
.score b { font-size: 40px; font-weight: 650; letter-spacing: -.03em; line-height: 1; }
.bar { flex: 1; min-width: 200px; height: 10px; border-radius: 99px; overflow: hidden;
  background: var(--line); }
.bar i { display: block; height: 100%; background: var(--pass); }
.tests td:first-child { font-weight: 600; width: 4em; }
.tests a { color: inherit; text-decoration: underline; text-decoration-color: var(--none); }
section.card { margin: 14px 0; scroll-margin-top: 12px; }
section header { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; }
`;

/** A student's feedback as a page of its own. */
export function feedbackPage(feedback: Feedback): string {
  const { title, students, score, remarks, tests, hidden, commit } = feedback;
  const { value, most, unit } = score;
  const share = most > 0 ? Math.max(0, Math.min(100, (value / most) * 100)) : 0;
  const failed = tests.filter(({ lines }) => lines.length > 0);
  const body = html`
    <h1>${title}</h1>
    <p class="soft">
      ${students}${commit === undefined ? '' : html` · commit <code>${commit.slice(0, 12)}</code>`}
    </p>
    <div class="score">
      <div><b>${value}</b> <span class="soft">of ${most} ${unit}</span></div>
      <div class="bar"><i style="width:${share.toFixed(1)}%"></i></div>
    </div>
    ${remarks.map((remark) => html`<p>${remark}</p>`)}
    <div class="card">
      <table class="tests">
        <thead>
          <tr>
            <th>test</th>
            <th></th>
            <th></th>
            <th class="num">points</th>
          </tr>
        </thead>
        <tbody>
          ${tests.map(row)}
        </tbody>
      </table>
      ${hiddenLine(hidden)}
    </div>
    ${failed.length === 0 ? '' : html`<h2>What went wrong</h2>`} ${failed.map(section)}
  `;
  return page(`${title}, ${students}`, STYLE, body);
}

function row(mark: TestFeedback): Markup {
  const { test, verdict, note, lines } = mark;
  const name =
    lines.length === 0 ? test.title : html`<a href="#test-${test.number}">${test.title}</a>`;
  return html`<tr>
    <td>${test.number}</td>
    <td>${name}${note === undefined ? '' : html`<br /><span class="soft">${note}</span>`}</td>
    <td><span class="word ${verdict}">${verdict}</span></td>
    <td class="num">${pointsOf(mark)}</td>
  </tr>`;
}

function section({ test, verdict, lines, traces }: TestFeedback): Markup {
  const links = traces.map((file) => html`<a href="${file}">${file}</a> `);
  return html`<section class="card" id="test-${test.number}">
    <header>
      <h3>${test.number} ${test.title}</h3>
      <span class="word ${verdict}">${verdict}</span>
    </header>
    <pre>${lines.join('\n')}</pre>
    ${links.length === 0 ? '' : html`<p>Trace to open: ${links}</p>`}
  </section>`;
}

function hiddenLine(hidden: number): Markup {
  if (hidden === 0) return html``;
  return html`<p class="soft">The mark counts ${counted(hidden, 'hidden test')} as well.</p>`;
}
