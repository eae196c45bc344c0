import { rootAddress, type Address } from '../../lab/index.js';
import { markedLines, shownLine, shownText } from '../../support/index.js';
import type { Trace } from '../file/index.js';
import { tellTrace, type ShownStep } from './tell-trace.js';

export interface ShowOptions {
  /** Show only steps of these nodes; if omitted, all. */
  readonly nodes?: ReadonlySet<string> | undefined;
  /** Also show the steps that lead to the start of a run; otherwise they are only counted. */
  readonly all?: boolean | undefined;
}

/** A trace as text: a heading, then one paragraph per step with what it changed, sent and set. */
export function showTrace(trace: Trace, options: ShowOptions = {}): string {
  const steps = tellTrace(trace);
  const width = String(steps.length).length;
  const lines = [heading(trace), ...markedLines(shownText(trace.verdict.detail)), ''];
  const cut = trace.mode === 'run' && options.all !== true ? trace.startLength : 0;
  if (cut > 0) lines.push(`(${cut} steps that lead here are left out; --all shows them)`, '');
  for (const step of steps.slice(cut)) {
    const node = rootAddress((step.node ?? '') as Address);
    if (options.nodes !== undefined && !options.nodes.has(node)) continue;
    if (step.number === trace.startLength + 1 && trace.startLength > cut) {
      lines.push('', `from here the ${trace.mode} went on:`, '');
    }
    const time = step.atMs === undefined ? '' : `${step.atMs.toFixed(3).padStart(10)} ms  `;
    lines.push(`${String(step.number).padStart(width)}. ${time}${step.title}`);
    const indent = ' '.repeat(width + 6);
    for (const effect of effectLines(step)) lines.push(indent + effect);
  }
  return `${lines.join('\n')}\n`;
}

/** The nodes that take a step in it, in order of appearance. */
export function nodesInTrace(trace: Trace): string[] {
  const nodes = tellTrace(trace).flatMap(({ node }) => node ?? []);
  return [...new Set(nodes.map((node) => rootAddress(node)))];
}

/** `lab 2 · test 2.8 · seed 1 · run · failed · 23 events, minimised` */
export function heading(trace: Trace): string {
  const parts = [
    `lab ${trace.lab}`,
    `test ${trace.test}`,
    ...(trace.part === undefined ? [] : [trace.part]),
    `seed ${trace.seed}`,
    trace.mode,
    trace.verdict.verdict,
    `${trace.events.length} events${trace.minimised === undefined ? '' : ', minimised'}`,
  ];
  return shownLine(parts.join(' · '));
}

/** What a step did, one line each. */
export function effectLines({ changes, effects, log }: ShownStep): string[] {
  return [...changes, ...effects, ...log.map((line) => `| ${line}`)];
}
