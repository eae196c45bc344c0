import type { Cluster, Mistake } from '../../clusters.js';
import { compareNumbers } from '../../../registry/index.js';
import { counted, shownLine } from '../../../support/index.js';
import { html, type Markup } from '../markup.js';
import { feedbackLink, HIDDEN } from '../places.js';

const SHOWN_MAX = 30;
const WAYS_SHOWN_MAX = 4;

/** A card for each mistake: what to say about it, how it shows, and who makes it. */
export function mistakeCards(mistakes: readonly Mistake[], hidden: ReadonlySet<string>): Markup {
  if (mistakes.length === 0) return html`<p class="soft">Nobody failed a test.</p>`;
  const rest = mistakes.length - SHOWN_MAX;
  const more = rest > 0 ? html`<p class="soft">and ${counted(rest, 'more mistake')}</p>` : '';
  return html`${mistakes.slice(0, SHOWN_MAX).map((mistake) => card(mistake, hidden))} ${more}`;
}

function card(mistake: Mistake, hidden: ReadonlySet<string>): Markup {
  const { cause, rule, advice, clusters, submissions } = mistake;
  const title = cause ?? titleWithoutCause(clusters);
  const also = furtherTests(clusters);
  return html`<article class="card mistake">
    <div class="many"><b>${submissions.length}</b><span>${plural(submissions.length)}</span></div>
    <div>
      <h3>${title}</h3>
      ${advice === undefined ? '' : html`<p class="advice"><b>${rule}</b> ${advice}</p>`}
      ${clusters.slice(0, WAYS_SHOWN_MAX).map((cluster) => way(cluster, hidden))}
      ${also.length === 0 ? '' : html`<p class="how soft">also in ${also.join(', ')}</p>`}
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

/** Without a cause, only a fault of the code itself is one mistake in several tests. */
function titleWithoutCause(clusters: readonly Cluster[]): string {
  const [number, ...others] = new Set(clusters.map((cluster) => cluster.number));
  return others.length > 0 ? 'the code itself is at fault' : `${number}: no cause is known`;
}

/** The tests in which a mistake shows besides those that are listed, in their order. */
function furtherTests(clusters: readonly Cluster[]): string[] {
  const numbers = clusters.map(({ number }) => number);
  const listed = new Set(numbers.slice(0, WAYS_SHOWN_MAX));
  return [...new Set(numbers)].filter((number) => !listed.has(number)).sort(compareNumbers);
}

/** One way in which a mistake shows, and a submission that stands for all of it. */
function way(cluster: Cluster, hidden: ReadonlySet<string>): Markup {
  const { number, reason, submissions } = cluster;
  const [first = '', ...others] = submissions;
  const folder = hidden.has(number) ? HIDDEN : undefined;
  return html`<p class="how">
    <span class="chip">${number}</span>
    <span class="soft">×${others.length + 1}</span> ${shownLine(reason)}
    <a href="${feedbackLink(first, number, folder)}">Look at ${first}</a>
  </p>`;
}

function plural(count: number): string {
  return count === 1 ? 'submission' : 'submissions';
}
