import { isRight, type Diagnosed } from './diagnosed.js';

const INTRO = `# What the diagnosis says to each mutant

Made by \`npx tsx evaluation/diagnosis.ts\`: for every known-wrong variant in \`solutions/mutants\`
the first test that fails, in the order of the tests, and what labtest prints of it. The mistake
counts as named when the diagnosis's cause, the first word it says and \`cause\` in report.json, is
the \`expected-cause\` of the mutant's file, which was written before any diagnosis was seen. A
diagnosis looks at messages, timers, states and results only; a student's own messages and classes
may have any names.

The events are those of the failing run, and of the smallest run that fails in the same way, as
\`labtest trace show\` shows it. What fails by a part alone, or by a fault of the code when it is
loaded, has none. \`partly\`: a limit ended that before it was as small as it could be.
`;

/** How many lines of a diagnosis the page quotes. */
const QUOTED = 3;

/** The diagnoses as a page. */
export function renderDiagnoses(all: readonly Diagnosed[]): string {
  return [
    INTRO,
    ...summaryLines(all).map((line) => `- ${line}`),
    '',
    tableLine(['mutant', 'rule', 'test', 'expected', 'named', 'events']),
    tableLine(Array.from({ length: 6 }, () => '---')),
    ...all.map(rowOf),
    '',
    '## In words',
    '',
    ...all.filter(({ failing }) => failing !== undefined).flatMap(wordsOf),
  ].join('\n');
}

/** How many causes were named, and by how much runs became smaller. */
export function summaryLines(all: readonly Diagnosed[]): string[] {
  const failing = all.filter((one) => one.failing !== undefined);
  const right = failing.filter(isRight).length;
  const shrunk = failing
    .filter(({ events, shown }) => events > 0 && shown?.minimised !== undefined)
    .map(({ events, shown }) => 1 - (shown?.events ?? 0) / events)
    .sort((a, b) => a - b);
  const median = shrunk[Math.floor(shrunk.length / 2)] ?? 0;
  const of = failing.filter(({ isRun }) => isRun).length;
  return [
    `the mistake is named: ${right} of ${failing.length} (${percent(right / failing.length)})`,
    `runs made small: ${shrunk.length} of ${of}; in the median ${percent(median)} of events go`,
  ];
}

function rowOf(one: Diagnosed): string {
  const { mutant, failing, named, events, shown } = one;
  const test = failing === undefined ? 'none fails' : failing.number;
  const verdict = isRight(one) ? '✓' : `**${named ?? 'none'}**`;
  const partly = shown?.minimised === 'partly' ? ' (partly)' : '';
  const isSmall = shown?.minimised !== undefined && events > 0;
  const small = isSmall ? `${events} → ${shown?.events}${partly}` : '';
  const cells = [mutant.name, mutant.rule, test, mutant['expected-cause']];
  return tableLine([...cells, failing === undefined ? '' : verdict, small]);
}

function wordsOf({ mutant, failing, text }: Diagnosed): string[] {
  return [
    `### ${mutant.name}`,
    '',
    `${mutant.mistake} Test ${failing?.number}:`,
    '',
    '```text',
    ...text.slice(0, QUOTED).map((line) => shortened(line)),
    '```',
    '',
  ];
}

function shortened(line: string): string {
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
