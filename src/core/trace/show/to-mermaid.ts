import { shownLine } from '../../support/index.js';
import { heading } from './show-trace.js';
import { lanesOf, tellTrace, type ShownStep } from './tell-trace.js';
import type { Trace } from '../file/index.js';

const LABEL_MAX = 90;
/** Mermaid draws no text of more than 50 000 characters; the text around the steps is short. */
const STEPS_CHARS_MAX = 45_000;

/**
 * A trace as a Mermaid sequence diagram: messages where they arrive, timers as notes. If a trace is
 * too long for Mermaid, its last steps.
 */
export function toMermaid(trace: Trace): string {
  const aliases = new Map(lanesOf(trace).map((lane, i) => [lane as string, `n${i}`]));
  const first = [...aliases.values()][0] ?? 'n0';
  const steps = tellTrace(trace).map((step) => stepLines(step, aliases));
  const cut = firstThatFits(steps);
  const lines = [
    'sequenceDiagram',
    `title ${label(heading(trace))}`,
    ...[...aliases].map(([lane, alias]) => `participant ${alias} as ${label(lane)}`),
    ...(cut > 0 ? [note(first, `${cut} earlier steps are left out`)] : []),
    ...steps.slice(cut).flat(),
    note(first, trace.verdict.detail),
  ];
  return `${lines.map((line, i) => (i === 0 ? line : `  ${line}`)).join('\n')}\n`;
}

/** The first step such that it and all later ones fit. */
function firstThatFits(steps: readonly (readonly string[])[]): number {
  let chars = 0;
  for (let first = steps.length; first > 0; first--) {
    for (const line of steps[first - 1] ?? []) chars += line.length + 3;
    if (chars > STEPS_CHARS_MAX) return first;
  }
  return 0;
}

function stepLines(step: ShownStep, aliases: ReadonlyMap<string, string>): string[] {
  const node = aliases.get(step.node ?? '');
  const from = aliases.get(step.from ?? '');
  const results = node === undefined ? [] : step.results.map((r) => note(node, `result: ${r}`));
  switch (step.kind) {
    case 'deliver':
      if (from === undefined || node === undefined) return [];
      return [`${from}->>${node}: ${label(step.subject)}`, ...results];
    case 'lose':
      return from === undefined ? [] : [note(from, `lost: ${step.subject}`)];
    case 'fire':
    case 'add':
    case 'crash':
    case 'command':
      return node === undefined ? [] : [note(node, ownTitle(step)), ...results];
    case 'inject':
    case 'duplicate':
    case 'set-aside':
    case 'restore':
    case 'links':
      return [];
  }
}

/** The title without the node's name, which is above the lane. */
function ownTitle({ title, node }: ShownStep): string {
  return title.replace(`${node}: `, '').replace(`${node} `, '');
}

function note(alias: string, text: string): string {
  return `Note over ${alias}: ${label(text)}`;
}

/** Characters that Mermaid would take for syntax, as entities. */
const ENTITIES: Readonly<Record<string, string>> = {
  '#': '#35;',
  ';': '#59;',
  '<': '#lt;',
  '>': '#gt;',
  '%': '#37;',
  // It takes text between two pairs of these for a formula.
  $: '#36;',
};

function label(text: string): string {
  const short = text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX)}…` : text;
  return shownLine(short.replaceAll(/\s+/g, ' ')).replaceAll(
    /[#;<>%$]/g,
    (sign) => ENTITIES[sign] ?? sign,
  );
}
