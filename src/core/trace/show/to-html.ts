import { markedLines, printableJson, shownData, shownText } from '../../support/index.js';
import { PAGE_SCRIPT } from './html-script.js';
import { TRACE_PAGE_STYLE } from './html-style.js';
import { heading } from './show-trace.js';
import { lanesOf, tellTrace } from './tell-trace.js';
import type { Trace } from '../file/index.js';

/** More steps would be a file no mailbox takes: then the last ones are kept, and it says so. */
const STEPS_MAX = 40_000;

/**
 * A trace as one page that needs nothing else: a space-time diagram, a lane a node, and for every
 * step what it changed, sent, set and logged. Nothing is loaded from anywhere.
 */
export function toHtml(trace: Trace): string {
  const steps = tellTrace(trace);
  const cut = Math.max(0, steps.length - STEPS_MAX);
  const data = {
    lanes: lanesOf(trace),
    steps: steps.slice(cut),
    first: cut,
    startLength: trace.startLength,
  };
  // `<` could end the script element; everything else JSON may hold is harmless there.
  const json = printableJson(shownData(data)).replaceAll('<', String.raw`\u003c`);
  const detail = escape(markedLines(shownText(trace.verdict.detail)).join('\n'));
  const title = escape(heading(trace));
  const csp = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${TRACE_PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict ${trace.verdict.verdict}">${detail}</p>
<p><label>Search <input id="search" type="search" placeholder="Request, server1, key"></label>
<span id="found" role="status"></span> <kbd>/</kbd> search, <kbd>Enter</kbd> next hit,
<kbd>↑</kbd> <kbd>↓</kbd> <kbd>Home</kbd> <kbd>End</kbd> step${cutText(cut)}</p>
</header>
<main>
<div id="diagram" tabindex="0" aria-label="space-time diagram"></div>
<aside id="details" aria-live="polite"></aside>
</main>
<script type="application/json" id="trace">${json}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function cutText(cut: number): string {
  return cut === 0 ? '' : ` · the first ${cut} steps are left out`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
