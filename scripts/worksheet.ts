/** `npm run worksheet`: draws the call flows into docs/guide/worksheet.md; `--check` compares. */
import { loadKnownLab } from '../src/core/labs/index.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';
import { toMermaid } from '../src/core/trace/index.js';
import { record } from './call-flow.js';
import { QUESTIONS } from './worksheet-flows.js';

const PAGE = 'docs/guide/worksheet.md';

const { terms } = await loadKnownLab('2');
const compiled = await compileLab('solutions/lab2-reference/src', terms.given);
const lab = loadLab(compiled, terms);
const page = readFileSync(PAGE, 'utf8');
let fresh = page;
for (const { id, answer, flow } of QUESTIONS) {
  const [begin, end] = [`<!-- ${id}: written by \`npm run worksheet\` -->`, `<!-- ${id}: end -->`];
  const [from, to] = [fresh.indexOf(begin), fresh.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has lost its markers for ${id}`);
  const trace = record(lab, flow, { test: id, solution: compiled.digest, answer });
  const drawing = ['```mermaid', toMermaid(trace).trimEnd(), '```'].join('\n');
  fresh = `${fresh.slice(0, from + begin.length)}\n\n${drawing}\n\n${fresh.slice(to)}`;
}
if (fresh !== page && process.argv.includes('--check')) {
  console.error(`${PAGE} is stale: run \`npm run worksheet\` and commit the result`);
  process.exitCode = 1;
} else if (fresh !== page) {
  writeFileSync(PAGE, fresh);
}
