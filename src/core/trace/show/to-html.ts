import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { shownLine } from '../../support/index.js';
import { formatTrace, type Trace } from '../file/index.js';
import { heading } from './show-trace.js';

/** What answers a page instead of a server, in the page's own worker. */
export interface PageEngine {
  readonly script: string;
  /** What it gets of the lab; if omitted, it only shows, and evaluates nothing. */
  readonly lab?: string | undefined;
}

/**
 * A trace as one self-contained page: the debugger's, with the trace inside and a worker instead of
 * a server. It loads nothing from anywhere, and its policy lets nothing out.
 *
 * @param name of the trace's file
 */
export function toHtml(trace: Trace, name = 'a trace', engine = recordedEngine()): string {
  const { script, style } = built();
  const blocks = { trace: formatTrace(trace), engine: engine.script, lab: engine.lab };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style, engine)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(heading(trace))} · labtest</title>
<style>${style}</style>
</head>
<body>
<div id="app"><p class="opening" role="status">Opening…</p></div>
${Object.entries(blocks)
  .map(([id, text]) => (text === undefined ? '' : block(id, text, id === 'trace' ? name : '')))
  .join('')}<script type="module">${script}</script>
</body>
</html>
`;
}

/** Data of the page, compressed: a trace is very repetitive. */
function block(id: string, text: string, name: string): string {
  const attribute = name === '' ? '' : ` data-name="${escape(name)}"`;
  return `<script type="application/gzip" id="${id}"${attribute}>${packed(text)}</script>\n`;
}

/** When a class of hundreds is graded, the engine is the same in every page. */
const known = new Map<string, string>();
function packed(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const after = gzipSync(text, { level: 9 }).toString('base64');
  if (text === recorded?.script) known.set(text, after);
  return after;
}

function policy(script: string, style: string, { lab }: PageEngine): string {
  const hash = (text: string): string =>
    `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    // Only a page with a lab evaluates code; a worker has the policy of its page.
    `script-src ${hash(script)}${lab === undefined ? '' : " 'unsafe-eval'"}`,
    `style-src ${hash(style)}`,
    "connect-src 'none'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

let files: { readonly script: string; readonly style: string } | undefined;
function built(): NonNullable<typeof files> {
  files ??= {
    // Escapes what would end the element, in a form that means the same to a script.
    script: read('page.js').replaceAll('</script', String.raw`<\/script`),
    style: read('page.css'),
  };
  return files;
}

let recorded: PageEngine | undefined;
function recordedEngine(): PageEngine {
  recorded ??= { script: read('recorded-engine.js') };
  return recorded;
}

/** A file of the debugger's built page, which this page uses too. */
function read(name: string): string {
  return readFileSync(new URL(`../../../../dist/ui/${name}`, import.meta.url), 'utf8');
}

function escape(text: string): string {
  return shownLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
