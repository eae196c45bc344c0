import type { Cell, Matrix, Row } from './matrix.js';
import { killersOf, kills, mutantRows, summaryOf } from './summary.js';

const INTRO = `# Which test kills which mutant

Made by \`npx tsx evaluation/matrix.ts\`: every test of the lab on every correct solution and on
every known-wrong variant in \`solutions/mutants\`. What a cell says:

- \`2.13 invariant @4 2/5\`: test 2.13 fails, by a violated invariant, on two of its five seeds,
  on seed 4 first; without numbers, it fails on all; one that runs away is tried on the first
- \`2.18 invariant 41203st\`: a search found it after so many unique states, or random steps
- **bold**: the mutant was made for this test
- margin \`2.13 410‰ 30/73\`: of the seeds 1 to 73 it fails on 30, which is 410 in 1000

Causes: \`invariant\` and \`result\` are wrong answers; \`exception\` a handler that threw or was
missing; \`endless\` code that hangs; \`liveness\` what did not happen in time;
\`view\` the view server in another view than expected; \`count\` too many messages;
\`goal\` a search that did not find what it had to; \`start\` its initial view; \`purity\`
handlers that are no functions of the state; \`limit\` states or events without end; \`load\` a
lab that was refused.
`;

/** The matrix as a page. */
export function renderMatrix(matrix: Matrix): string {
  return [
    INTRO,
    '## Summary',
    '',
    ...summaryLines(matrix),
    '',
    '## Mutants',
    '',
    ...mutantTable(matrix),
    '',
    '## Tests',
    '',
    ...testTable(matrix),
    '',
  ].join('\n');
}

function summaryLines(matrix: Matrix): string[] {
  const sum = summaryOf(matrix);
  const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none');
  const hasSearches = matrix.tests.some(({ kind }) => kind === 'search');
  const survivors = mutantRows(matrix).filter(({ name }) => sum.survivors.includes(name));
  const correct = matrix.rows.length - sum.mutants;
  return [
    `- ${correct} correct solutions; failing: ${list(sum.correctFailing)}`,
    `- the harness failed: ${list(sum.harnessFailing)}`,
    `- killed: ${share(sum.killed, sum.mutants)} of all mutants`,
    `- killed by the run tests of parts 2 and 3 alone: ${share(sum.safetyByRuns, sum.safety)} of ` +
      `the mutants that break safety`,
    ...(hasSearches ? searchLines(matrix) : ['- search tests: not run']),
    `- killed by a test it was made for: ${share(sum.madeMatches, sum.made)}`,
    `- killed, but by no test it was made for: ` +
      list(sum.missed.filter((name) => !sum.survivors.includes(name))),
    `- tests that kill no mutant that was made for them: ${list(sum.idleTests)}`,
    `- survivors: ${survivors.length === 0 ? 'none' : ''}`,
    ...survivors.map(
      ({ name, mutant }) =>
        `  - ${name} (${mutant.kind}; made for ${list(mutant.madeFor)})` +
        (mutant.survives === undefined ? '' : `: ${oneLine(mutant.survives)}`),
    ),
  ];
}

function searchLines(matrix: Matrix): string[] {
  const { safety, safetyNotBySearch: missed } = summaryOf(matrix);
  const killed = share(safety - missed.length, safety);
  const rest = missed.length === 0 ? '' : `, all but ${missed.join(', ')}`;
  return [
    `- killed by the search tests alone: ${killed} of the mutants that break safety${rest}`,
    `- a search stops at the test's own budget, or at ${matrix.statesMax} states (2.20: random ` +
      `steps) of a mutant and ${matrix.correctStatesMax} of a correct solution`,
  ];
}

function mutantTable(matrix: Matrix): string[] {
  const rows = mutantRows(matrix);
  const withMargins = rows.some(({ margins }) => Object.keys(margins).length > 0);
  const heads = ['mutant', 'breaks', 'killed by', ...(withMargins ? ['margin'] : [])];
  const lines = rows.map((row) => {
    const cells = matrix.tests.flatMap(({ number }) => {
      const cell = row.cells[number];
      return cell === undefined ? [] : [cellText(number, cell, row.mutant.madeFor)];
    });
    const margins = Object.entries(row.margins).map(
      ([number, { failing, of }]) =>
        `${number} ${Math.round((1000 * failing) / of)}‰ ${failing}/${of}`,
    );
    const columns = [row.name, row.mutant.kind, cells.join(' · ') || '–'];
    return tableLine([...columns, ...(withMargins ? [margins.join(' · ')] : [])]);
  });
  return [tableLine(heads), tableLine(heads.map(() => '---')), ...lines];
}

function cellText(number: string, cell: Cell, madeFor: readonly string[]): string {
  const name = madeFor.includes(number) ? `**${number}**` : number;
  const where =
    cell.states === undefined
      ? cell.seed === undefined
        ? ''
        : ` @${cell.seed}`
      : ` ${cell.states}st`;
  const many = cell.failing !== cell.run ? ` ${cell.failing}/${cell.run}` : '';
  return `${name} ${cell.cause}${where}${many}`;
}

/** How much each test finds, and what only that test finds. */
function testTable(matrix: Matrix): string[] {
  const rows = mutantRows(matrix);
  const killers = new Map<Row, string[]>(rows.map((row) => [row, killersOf(row, matrix)]));
  const lines = matrix.tests.map(({ number, kind }) => {
    const killed = rows.filter((row) => kills(row.cells[number]));
    const alone = killed.filter((row) => killers.get(row)?.length === 1);
    const names = alone.map(({ name }) => name).join(', ');
    return tableLine([number, kind, String(killed.length), names]);
  });
  const heads = ['test', 'kind', 'kills', 'kills alone'];
  return [tableLine(heads), tableLine(heads.map(() => '---')), ...lines];
}

function share(part: number, whole: number): string {
  const percent = whole === 0 ? 100 : (100 * part) / whole;
  return `${part} of ${whole} (${percent.toFixed(1)} %)`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
