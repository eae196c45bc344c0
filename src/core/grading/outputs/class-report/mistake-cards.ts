import type { Cluster, Mistake } from '../../clusters.js';
import { counted, shownLine } from '../../../support/index.js';
import { html, type Markup } from '../markup.js';

const SHOWN_MAX = 30;
const WAYS_SHOWN_MAX = 4;

/** A card for each mistake: what to say about it, how it shows, and who makes it. */
export function mistakeCards(mistakes: readonly Mistake[]): Markup {
  if (mistakes.length === 0) return html`<p class="soft">Nobody failed a test.</p>`;
  const rest = mistakes.length - SHOWN_MAX;
  const more = rest > 0 ? html`<p class="soft">and ${counted(rest, 'more mistake')}</p>` : '';
  return html`${mistakes.slice(0, SHOWN_MAX).map(card)} ${more}`;
}

function card({ cause, rule, advice, clusters, submissions }: Mistake): Markup {
  const title = cause ?? `${clusters[0]?.number}: no cause is known`;
  const rest = clusters.slice(WAYS_SHOWN_MAX).map(({ number }) => number);
  return html`<article class="card mistake">
    <div class="many"><b>${submissions.length}</b><span>${plural(submissions.length)}</span></div>
    <div>
      <h3>${title}</h3>
      ${advice === undefined ? '' : html`<p class="advice"><b>${rule}</b> ${advice}</p>`}
      ${clusters.slice(0, WAYS_SHOWN_MAX).map(way)}
      ${
        rest.length > 0
          ? html`<p class="how soft">
              also in ${[...new Set(rest)].map((number) => `${number} `)}
            </p>`
          : ''
      }
      ${
        submissions.length < 2
          ? ''
          : html`<details>
              <summary>All ${submissions.length} submissions</summary>
              <p>${submissions.map((id) => html`<a href="${feedbackLink(id)}">${id}</a> `)}</p>
            </details>`
      }
    </div>
  </article>`;
}

/** One way in which a mistake shows, and a submission that stands for all of it. */
function way({ number, reason, submissions: [first = '', ...others] }: Cluster): Markup {
  return html`<p class="how">
    <span class="chip">${number}</span>
    <span class="soft">×${others.length + 1}</span> ${shownLine(reason)}
    <a href="${feedbackLink(first, number)}">Look at ${first}</a>
  </p>`;
}

/** The feedback of a submission, at a test. */
export function feedbackLink(id: string, number?: string): string {
  const page = `submissions/${encodeURIComponent(id)}/feedback.html`;
  return number === undefined ? page : `${page}#test-${number}`;
}

function plural(count: number): string {
  return count === 1 ? 'submission' : 'submissions';
}
