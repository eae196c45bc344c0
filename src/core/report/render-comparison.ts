import type { Comparison, RunDivergence, TimedText, Pair } from '../runner/index.js';
import { grouped } from '../support/index.js';
import { lines, sideBySide, type Paragraph } from './columns.js';

/** The width of the column of times. */
const TIME_WIDTH = 12;
const RULES_SHOWN = 2;

/** Where a failing run and another one diverge, side by side in 100 columns. */
export function renderComparison(comparison: Comparison): string {
  const { failing, other, steps, alike, otherCommands, divergence } = comparison;
  const [ours, theirs] = [`seed ${failing.seed}`, `seed ${other.seed}`];
  const { timeline, result, rules } = comparison;
  const told = [
    ...paragraph(`${ours} ${endOf(failing)}`),
    ...paragraph(`${theirs} ${endOf(other)}`),
    `They are alike for the first ${grouped(alike)} of ${grouped(steps)} steps of ${ours}.`,
    ...(otherCommands
      ? [
          'Clients ask for different things on the two seeds, so ' +
            'messages are compared by class alone.',
        ]
      : []),
    '',
    ...sideBySide(heading(ours), heading(theirs)),
    ...divergenceLines(divergence, ours, theirs),
    ...reactionLines(comparison.reaction),
    ...section('The first view or crash that differs:', timeline),
    ...section(`The first result that differs, of ${result?.client}:`, result),
    ...rules
      .slice(0, RULES_SHOWN)
      .flatMap((broken) => section(`Broken: ${broken.rule}`, broken, 'not broken')),
  ];
  return `${told.join('\n')}\n`;
}

function endOf({ verdict, failure }: Comparison['failing']): string {
  if (failure === undefined) return verdict === 'passed' ? 'passes' : `is ${verdict}`;
  const at = failure.atMs === undefined ? '' : ` at ${failure.atMs.toFixed(1)} ms`;
  return `fails${at}: ${failure.message}`;
}

function divergenceLines(
  divergence: RunDivergence | undefined,
  ours: string,
  theirs: string,
): string[] {
  if (divergence === undefined) return [`${theirs} takes every step of ${ours} in the same order.`];
  const { node, steps, first } = divergence;
  return [
    `The first step that differs, at ${node}:`,
    ...steps.flatMap((pair, i) => row(pair, 'nothing', i === first ? '>' : ' ')),
    whyText(divergence, ours, theirs),
  ];
}

function whyText({ isLoss, later }: RunDivergence, ours: string, theirs: string): string {
  if (isLoss)
    return 'The network loses different messages on the two seeds: the weather, not your code.';
  const inTheirs = later.other === undefined ? undefined : `at ${later.other.toFixed(1)} ms`;
  if (inTheirs === undefined) return `${theirs} never takes that step of ${ours}.`;
  return later.failing === undefined
    ? `${theirs} takes that step of ${ours} later, ${inTheirs}.`
    : `A race: each takes the other's step later; ${theirs} that of ${ours} ${inTheirs}.`;
}

function reactionLines(reaction: Comparison['reaction']): string[] {
  if (reaction === undefined) return [];
  const { node, event, failing, other } = reaction;
  const told = ({ atMs, does }: typeof failing): TimedText => ({
    atMs,
    text: does.length === 0 ? 'does nothing' : does.join(', '),
  });
  return [
    ...paragraph(`The first reaction that differs, of ${node} (${event}):`),
    ...row({ failing: told(failing), other: told(other) }),
  ];
}

function section(title: string, pair: Pair<TimedText> | undefined, none = 'nothing'): string[] {
  return pair === undefined ? [] : [title, ...row(pair, none)];
}

function row({ failing, other }: Pair<TimedText>, none = 'nothing', mark = ' '): string[] {
  const cell = (moment: TimedText | undefined): Paragraph => ({
    text: `${mark}${momentText(moment, none)}`,
    indent: TIME_WIDTH + 2,
  });
  return sideBySide(cell(failing), cell(other));
}

function momentText(moment: TimedText | undefined, none: string): string {
  if (moment === undefined) return `${' '.repeat(TIME_WIDTH + 1)}${none}`;
  return `${`${moment.atMs.toFixed(1)} ms`.padStart(TIME_WIDTH - 1)}  ${moment.text}`;
}

function heading(text: string): Paragraph {
  return { text: `${' '.repeat(TIME_WIDTH + 2)}${text.toUpperCase()}`, indent: 0 };
}

function paragraph(text: string): string[] {
  return lines({ text, indent: 2 });
}
