import type { Mistake } from '../../clusters.js';
import { counted } from '../../../support/index.js';
import { html, type Markup } from '../markup.js';

const SHOWN_MAX = 30;
const TESTS_SHOWN_MAX = 4;

/** A card for each mistake: how it shows, one submission that stands for all, and who makes it. */
export function mistakeCards(mistakes: readonly Mistake[]): Markup {
  if (mistakes.length === 0) return html`<p class="soft">Nobody failed a test.</p>`;
  const rest = mistakes.length - SHOWN_MAX;
  const more = rest > 0 ? html`<p class="soft">and ${counted(rest, 'more mistake')}</p>` : '';
  return html`${mistakes.slice(0, SHOWN_MAX).map(card)} ${more}`;
}

function card({ cause, clusters, submissions }: Mistake): Markup {
  const [first] = clusters;
  const representative = first?.submissions[0];
  const title = cause ?? `${first?.number}: no cause is known`;
  const others = clusters.length - TESTS_SHOWN_MAX;
  return html`<article class="card mistake">
    <div class="many"><b>${submissions.length}</b><span>${plural(submissions.length)}</span></div>
    <div>
      <h3>${title}</h3>
      ${clusters.slice(0, TESTS_SHOWN_MAX).map(
        (cluster) =>
          html`<p class="how">
            <span class="chip">${cluster.number}</span>
            <span class="soft">×${cluster.submissions.length}</span> ${cluster.reason}
          </p>`,
      )}
      ${
        others > 0
          ? html`<p class="how soft">
              also in ${clusters.slice(TESTS_SHOWN_MAX).map(({ number }) => `${number} `)}
            </p>`
          : ''
      }
      <p>
        ${
          representative === undefined
            ? ''
            : html`<a href="${feedbackLink(representative, first?.number)}"
                >Look at ${representative}</a
              >`
        }
      </p>
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

/** The feedback of a submission, at a test. */
export function feedbackLink(id: string, number?: string): string {
  const page = `submissions/${encodeURIComponent(id)}/feedback.html`;
  return number === undefined ? page : `${page}#test-${number}`;
}

function plural(count: number): string {
  return count === 1 ? 'submission' : 'submissions';
}
