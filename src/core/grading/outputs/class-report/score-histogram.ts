import type { Scores } from '../../score.js';
import { html, type Markup } from '../markup.js';

const WIDTH = 680;
const HEIGHT = 210;
const BASE = 178;
const TOP = 34;
const BINS_MAX = 20;

/** How many submissions have which score: a bar for each twentieth of it, or for each test. */
export function scoreHistogram({ values, most: best, unit }: Scores, median: number): Markup {
  const top = Math.max(1, best, ...values);
  const bins = unit === 'tests' ? Math.min(BINS_MAX, top + 1) : BINS_MAX;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value / top) * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  const step = WIDTH / bins;
  const bars = counts.map((count, bin) => {
    const height = (count / most) * (BASE - TOP);
    const [x, y] = [bin * step + 3, BASE - height];
    const label = `${range(bin, bins, top)} ${unit}: ${count}`;
    return html`<rect
        x="${x}"
        y="${y.toFixed(1)}"
        width="${step - 6}"
        height="${height.toFixed(1)}"
        rx="3"
      >
        <title>${label}</title>
      </rect>
      ${
        count === 0
          ? ''
          : html`<text x="${x + step / 2 - 3}" y="${(y - 6).toFixed(1)}" class="count">
              ${count}
            </text>`
      }`;
  });
  const at = (median / top) * WIDTH;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return html`<text x="${share * WIDTH}" y="198" text-anchor="${anchor}">
      ${Math.round(share * top)}
    </text>`;
  });
  return html`<svg
    class="histogram"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="Histogram of the scores"
  >
    <line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}" class="axis" />
    ${bars} ${ticks}
    <line x1="${at.toFixed(1)}" y1="12" x2="${at.toFixed(1)}" y2="${BASE}" class="median" />
    <text
      x="${at.toFixed(1)}"
      y="9"
      text-anchor="${at > WIDTH * 0.9 ? 'end' : at < WIDTH * 0.1 ? 'start' : 'middle'}"
      class="median"
    >
      median ${median}
    </text>
  </svg>`;
}

function range(bin: number, bins: number, top: number): string {
  const from = Math.round((bin / bins) * top);
  return `${from} to ${Math.round(((bin + 1) / bins) * top)}`;
}
