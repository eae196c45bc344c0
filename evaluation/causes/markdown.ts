import { accuses, SLOW, type Part } from './faults.js';
import { falseAlso, worthOf, type Worth } from './judged.js';
import type { CauseTable, FaultRow, MendRow, MutantRow } from './table.js';

const INTRO = `# How often the first cause is right

Made by \`npx tsx evaluation/causes.ts\`: tests that known-wrong variants in \`solutions/mutants\`
fail, and what labtest names there first (\`cause\`) and beside it (\`also\`). What is really wrong
stands in each variant's file: \`expected-cause\`, and \`also-true\` with the reason. Both are
judged by the code: a cause is also true where the code breaks that rule as well, so that mending
what it says mends the mistake. That it is printed is no reason.

- right: the first cause is what is wrong
- partly: it is not, and what is wrong stands under \`also\`
- wrong: what is wrong stands nowhere
- none: no cause is named; a wait is then still told as \`stalled\`
`;

const MENDS = `## Mended in the order told

Correct solutions with one or two of these mistakes: the mistake that the first cause is about is
mended, it alone, and the test is run again on all its seeds, until it passes. A search has at most
100 000 states for that, and only tests are taken that the solution then passes without mistakes.
`;

const FAULTS = `## Correct solutions with one fault

In each correct solution a handler that does nothing, or a timer that comes ${SLOW} times too late:
who is named has to be where the fault is, the client, a server or the view server. Looked at are
five run tests and 2.16; in rows made anew every search with at most 60 000 states, as far as the
solution itself passes it with so few.
`;

const SILENT = `## Correct solutions

What all monitors say while a correct solution passes its run tests, each on its first seed, with
and without the states of nodes.
`;

const WORTHS: readonly Worth[] = ['right', 'partly', 'wrong', 'none'];

/** The table as a page. */
export function renderCauses(table: CauseTable): string {
  const wrongs = table.mutants.filter((row) => notRight(row).length > 0);
  return [
    INTRO,
    ...summaryLines(table).map((line) => `- ${line}`),
    '',
    tableLine(['mutant', 'what is wrong', 'fails', 'looked at', ...WORTHS, 'false `also`']),
    tableLine([...Array.from({ length: 2 }, () => '---'), ...numeric(7)]),
    ...table.mutants.map(mutantLine),
    '',
    '## Not right',
    '',
    ...wrongs.flatMap(wordsOf),
    MENDS,
    tableLine(['mistakes', 'test', 'told first, and what was mended then', '']),
    tableLine(Array.from({ length: 4 }, () => '---')),
    ...table.mends.flatMap(mendLines),
    '',
    FAULTS,
    tableLine(['solution and fault', 'fails', 'accuses another']),
    tableLine(['---', '---', '---']),
    ...table.faults.map(faultLine),
    '',
    SILENT,
    tableLine(['solution', 'tests', 'said']),
    tableLine(['---', ...numeric(1), '---']),
    ...table.silent.map(({ solution, tests, accused }) => {
      return tableLine([solution, String(tests), accused.join(', ')]);
    }),
    '',
  ].join('\n');
}

/** A summary of the table in numbers. */
export function summaryLines({ mutants, mends, faults, silent }: CauseTable): string[] {
  const counts = countsOf(mutants);
  const all = WORTHS.reduce((sum, worth) => sum + counts[worth], 0);
  const shares = WORTHS.map(
    (worth) => `${worth} ${counts[worth]} (${percent(counts[worth], all)})`,
  );
  const failing = mutants.reduce((sum, row) => sum + row.failing, 0);
  const also = mutants.reduce((sum, row) => sum + falseAlsoCount(row), 0);
  const told = faults.reduce((sum, { cells }) => sum + Object.keys(cells).length, 0);
  const accused = faults.reduce((sum, row) => sum + accusations(row).length, 0);
  const said = silent.reduce((sum, row) => sum + row.accused.length, 0);
  const tests = silent.reduce((sum, row) => sum + row.tests, 0);
  const mended = mends.flatMap(({ cells }) => Object.values(cells));
  const passing = mended.filter(({ passes }) => passes).length;
  return [
    `${all} of ${failing} failing tests of ${mutants.length} mutants: ${shares.join(', ')}`,
    `false \`also\` lines: ${also}`,
    `${mended.length} failing tests of ${mends.length} labs with one or two mistakes, mended ` +
      `in the order told: ${passing} pass then`,
    `${told} failing tests of ${faults.length} correct solutions with a fault: ${accused} accuse ` +
      'a part that was not touched',
    `${tests} passing tests of ${silent.length} correct solutions: ${said} accusations`,
  ];
}

function countsOf(rows: readonly MutantRow[]): Record<Worth, number> {
  const counts: Record<Worth, number> = { right: 0, partly: 0, wrong: 0, none: 0 };
  for (const { cells, declared } of rows) {
    for (const cell of Object.values(cells)) counts[worthOf(cell, declared)]++;
  }
  return counts;
}

function mutantLine(row: MutantRow): string {
  const { name, declared, failing, cells } = row;
  const counts = countsOf([row]);
  const causes = [declared['expected-cause'], ...Object.keys(declared['also-true'])];
  return tableLine([
    name,
    causes.join(', '),
    ...[failing, Object.keys(cells).length].map(String),
    ...[...WORTHS.map((worth) => counts[worth]), falseAlsoCount(row)].map((n) =>
      n === 0 ? '' : `${n}`,
    ),
  ]);
}

function notRight({ cells, declared }: MutantRow): [string, MutantRow['cells'][string]][] {
  return Object.entries(cells).filter(([, cell]) => {
    return worthOf(cell, declared) !== 'right' || falseAlso(cell, declared).length > 0;
  });
}

function wordsOf(row: MutantRow): string[] {
  return [
    `### ${row.name}`,
    '',
    ...notRight(row).map(([number, cell]) => {
      const also = falseAlso(cell, row.declared);
      const beside = also.length === 0 ? '' : `; also ${also.join(', ')}`;
      const named = `${cell.named ?? 'no cause'}${beside}`;
      const worth = worthOf(cell, row.declared);
      return `- ${number}, ${cell.failure}, ${worth}: ${named}: ${cell.says}`;
    }),
    '',
  ];
}

function falseAlsoCount({ cells, declared }: MutantRow): number {
  return Object.values(cells).reduce((sum, cell) => sum + falseAlso(cell, declared).length, 0);
}

function mendLines({ mistakes, cells }: MendRow): string[] {
  return Object.entries(cells).map(([number, { told, passes }]) => {
    const steps = told.map(({ named = 'no cause', mends }) => {
      return mends === undefined ? `**${named}**` : `${named} → ${mends}`;
    });
    const end = passes ? 'passes' : 'not mended';
    return tableLine([mistakes.join(', '), number, steps.join('; '), end]);
  });
}

function faultLine(row: FaultRow): string {
  return tableLine([row.name, Object.keys(row.cells).join(' '), accusations(row).join('; ')]);
}

function accusations({ part, cells }: FaultRow): string[] {
  return Object.entries(cells).flatMap(([number, { named, also = [] }]) =>
    [...(named === undefined ? [] : [named]), ...also]
      .filter((cause) => accuses(cause, part as Part))
      .map((cause) => `${number} ${cause}`),
  );
}

function percent(count: number, of: number): string {
  return `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;
}

function numeric(count: number): string[] {
  return Array.from({ length: count }, () => '---:');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
