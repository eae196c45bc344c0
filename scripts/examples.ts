/**
 * `npm run examples`: writes the output of labtest that documents show into them;
 * `selftest/examples.test.ts` compares. A comment above each example says what it shows: `<!--
 * example: LAB: labtest run 2.9: 1-14, 17 -->`: a solution or mutant, the command, and the lines
 * that are shown, with `...` for those between.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrapLines } from '../src/core/report/wrap.js';
import { addLab } from '../selftest/add-lab.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = ['README.md', 'docs/guide/first-hour.md'];
const COLUMNS = 100;

const EXAMPLE = /(<!-- example: (\S+): (labtest [^:]+): ([\d, -]+) -->\n\n```text\n)([^]*?)```/g;

/** What differs from run to run: wall times, and where a run is saved. */
const CHANGING = [/wall [\d.]+ (?:m?s|min)(?: [\d.]+ s)?/g, /logs\/[\w-]+\//g];

const known = new Map<string, readonly string[]>();

/** What a command prints about a lab, line by line. */
function printed(lab: string, command: string): readonly string[] {
  const key = `${lab}: ${command}`;
  let lines = known.get(key);
  if (lines === undefined) known.set(key, (lines = print(lab, command)));
  return lines;
}

function print(lab: string, command: string): readonly string[] {
  const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-example-'));
  try {
    const folder = path.join(scratch, 'lab');
    addLab(folder, lab);
    const args = [path.join(ROOT, 'bin', 'run.js'), ...command.split(' ').slice(1)];
    const { FORCE_COLOR: _forced, ...inherited } = process.env;
    // Readers of a document have not started labtest by npm.
    const env = { ...inherited, npm_command: '', npm_lifecycle_event: '' };
    const calls = { cwd: folder, env, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, args, calls).stdout.split('\n');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The lines of these ranges, with `...` in between, wrapped to the width of a page. */
function chosen(lines: readonly string[], ranges: string): string {
  const parts = ranges.split(',').map((range) => {
    const [from = '', to = from] = range.trim().split('-');
    return lines.slice(Number(from) - 1, Number(to)).join('\n');
  });
  return wrapLines(parts.join('\n  ...\n'), COLUMNS);
}

/** The page with up-to-date examples; times and names of folders stay as they were. */
export function freshPage(page: string): string {
  return page.replaceAll(
    EXAMPLE,
    (_all, head: string, lab: string, command: string, ranges: string, shown: string) => {
      const isTyped = shown.startsWith('$ ');
      const fresh = `${isTyped ? `$ ${command}\n` : ''}${chosen(printed(lab, command), ranges)}\n`;
      const kept = CHANGING.reduce((text, changing) => {
        const [before] = shown.match(changing) ?? [];
        return text.replaceAll(changing, (now) => before ?? now);
      }, fresh);
      return `${head}${kept}\`\`\``;
    },
  );
}

/** The pages whose examples differ from what labtest prints. */
export function stalePages(): string[] {
  return PAGES.filter((file) => {
    const page = readFileSync(path.join(ROOT, file), 'utf8');
    return freshPage(page) !== page;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of PAGES) {
    const page = readFileSync(path.join(ROOT, file), 'utf8');
    writeFileSync(path.join(ROOT, file), freshPage(page));
  }
}
