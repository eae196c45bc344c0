import { heading } from './show-trace.js';
import { lanesOf, tellTrace, type ToldStep } from './tell-trace.js';
import type { Trace } from './trace.js';

const LABEL_MAX = 90;

/** A trace as a sequence diagram in Mermaid's text: messages where they arrive, timers as notes. */
export function toMermaid(trace: Trace): string {
  const aliases = new Map(lanesOf(trace).map((lane, i) => [lane as string, `n${i}`]));
  const lines = [
    'sequenceDiagram',
    `  title ${label(heading(trace))}`,
    ...[...aliases].map(([lane, alias]) => `  participant ${alias} as ${label(lane)}`),
  ];
  for (const step of tellTrace(trace)) {
    for (const line of stepLines(step, aliases)) lines.push(`  ${line}`);
  }
  lines.push(`  Note over ${[...aliases.values()].at(0) ?? 'n0'}: ${label(trace.verdict.detail)}`);
  return `${lines.join('\n')}\n`;
}

function stepLines(step: ToldStep, aliases: ReadonlyMap<string, string>): string[] {
  const node = aliases.get(step.node ?? '');
  const from = aliases.get(step.from ?? '');
  const results = node === undefined ? [] : step.results.map((r) => note(node, `result: ${r}`));
  switch (step.kind) {
    case 'deliver':
      if (from === undefined || node === undefined) return [];
      return [`${from}->>${node}: ${label(step.subject)}`, ...results];
    case 'drop':
      return from === undefined ? [] : [note(from, `lost: ${step.subject}`)];
    case 'fire':
    case 'add':
    case 'crash':
    case 'command':
      return node === undefined ? [] : [note(node, ownTitle(step)), ...results];
    case 'inject':
    case 'duplicate':
    case 'put-aside':
    case 'take-up':
    case 'links':
      return [];
  }
}

/** The title without the node's name, which stands above the lane. */
function ownTitle({ title, node }: ToldStep): string {
  return title.replace(`${node}: `, '').replace(`${node} `, '');
}

function note(alias: string, text: string): string {
  return `Note over ${alias}: ${label(text)}`;
}

/** What Mermaid would take for syntax, as entities. */
const ENTITIES: Readonly<Record<string, string>> = {
  '#': '#35;',
  ';': '#59;',
  '<': '#lt;',
  '>': '#gt;',
  '%': '#37;',
};

function label(text: string): string {
  const short = text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX)}…` : text;
  return short.replaceAll(/\s+/g, ' ').replaceAll(/[#;<>%]/g, (sign) => ENTITIES[sign] ?? sign);
}
