/** `npm run graph`: draws the table of layers into ARCHITECTURE.md; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { allowedFor, GROUND, LAYERS, type Layer } from './layer-table.js';

const PAGE = 'ARCHITECTURE.md';
const BEGIN = '<!-- layers: written by `npm run graph` -->';
const END = '<!-- layers: end -->';

/** Everything a layer can reach through what it may import. */
function reach(name: string): Set<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const allowed of LAYERS.find((layer) => layer.name === next)?.mayImport ?? []) {
      if (!found.has(allowed)) open.push(allowed);
      found.add(allowed);
    }
  }
  return found;
}

/** The arrows worth drawing: those not implied by a longer path. */
function arrows(layer: Layer): readonly string[] {
  return layer.mayImport.filter(
    (target) => !layer.mayImport.some((other) => reach(other).has(target)),
  );
}

function drawing(): string {
  const shown = LAYERS.filter(({ name }) => !GROUND.includes(name));
  const graph = shown.toReversed().flatMap((layer) => {
    const dashed = layer.typesOnly ?? [];
    const lines = arrows(layer).map(
      (to) => `  ${layer.name} ${dashed.includes(to) ? '-.->' : '-->'} ${to}`,
    );
    return lines.length === 0 ? [`  ${layer.name}`] : lines;
  });
  const rows = LAYERS.map(
    (layer) => `| ${layer.name} | ${layer.holds} | ${allowedFor(layer).join(', ') || 'nothing'} |`,
  );
  return [
    '```mermaid',
    'graph TD',
    ...graph,
    '```',
    '',
    `Every folder may import ${GROUND.join(' and ')}; an arrow that a longer way implies is left`,
    'out, and a dashed one stands for types only.',
    '',
    '| core/ | holds | may import |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const page = readFileSync(PAGE, 'utf8');
const begin = page.indexOf(BEGIN);
const end = page.indexOf(END);
if (begin < 0 || end < begin) throw new Error(`${PAGE} has lost its markers for the graph`);
const fresh = `${page.slice(0, begin + BEGIN.length)}\n\n${drawing()}\n\n${page.slice(end)}`;
if (fresh !== page && process.argv.includes('--check')) {
  console.error(`${PAGE} is stale: run \`npm run graph\` and commit the result`);
  process.exitCode = 1;
} else if (fresh !== page) {
  writeFileSync(PAGE, fresh);
}
