/**
 * Follows the pages word for word: every block of commands is typed, in a folder with what its page
 * mentions; files that the page shows are written, and output that it shows must appear. A block
 * that cannot run here says so, in a comment above it: `<!-- not run: WHY -->`.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { labCopy, labtest, shell, WRONG_APPEND } from './cli-process.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-docs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  /** The name of a file that is shown. */
  readonly file: string | undefined;
  /** Why it is not run. */
  readonly notRun: string | undefined;
  readonly text: string;
}

/** The code blocks of a page; a file's name is on a line of its own above its block. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const pattern = /(?:^`([\w./-]+)`\n\n|^<!-- not run: (.+) -->\n\n)?^```(\w+)\n([^]*?)^```/gm;
  return [...text.matchAll(pattern)].map(([, file, notRun, language = '', body = '']) => ({
    ...{ language, file, notRun },
    text: body,
  }));
}

/** Commands and the lines that each is said to print; in a block `sh` there are only commands. */
function typedIn({ language, text }: Block): { command: string; printed: string[] }[] {
  const lines = text.trimEnd().replaceAll('\\\n', '').split('\n');
  if (language === 'sh') return lines.map((command) => ({ command, printed: [] }));
  const typed: { command: string; printed: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) typed.push({ command: line.slice(2), printed: [] });
    else typed.at(-1)?.printed.push(line.trim());
  }
  return typed;
}

/** Tests of lab 2 that take a second, in place of slower ones, so that pages are quick to check. */
const CHEAP = `lab: '2'
tests:
  '*': { skip: true }
  '2.14': { skip: false, seeds: [1] }
  '2.18': { skip: false, states: 20000 }
`;

/** What a page assumes, by page; the others begin in an empty folder. */
const GIVEN: Readonly<Record<string, (folder: string) => unknown>> = {
  'README.md': (folder) => {
    cpSync(labCopy('lab2-reference', WRONG_APPEND), folder, { recursive: true });
    writeFileSync(path.join(folder, 'course.yaml'), CHEAP);
  },
  'docs/guide/searching.md': (folder) => {
    cpSync(labCopy('lab2-reference'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'course.yaml'), CHEAP);
  },
  'docs/guide/adopting.md': (folder) =>
    writeFileSync(path.join(folder, 'labtest-0.1.0.tgz'), 'a file that is handed on as it is'),
  'docs/guide/grading.md': (folder) => {
    const submissions = path.join(folder, 'submissions');
    cpSync(labCopy('lab2-reference'), path.join(submissions, 'ann'), { recursive: true });
    writeFileSync(path.join(submissions, 'course.yaml'), CHEAP.replace(/.*2[.]18.*\n/, ''));
  },
  'templates/lab/README.md': (folder) => labtest(folder, ['new-lab', '.']),
};

/** Pages omit `npx`; a machine without bubblewrap still has to grade. */
const SHELL = `
  eval "typed_$(declare -f labtest)"
  labtest() { typed_labtest "$@" $([ "$1" = grade ] && echo --allow-weaker-isolation); }
  npx() { "$@"; }
`;

/** Types commands one after the other, each in the folder that the one before led to. */
class Terminal {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  write(file: string, text: string): void {
    const target = path.join(this.#folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  async type(command: string): Promise<{ output: string; code: number | null }> {
    const place = path.join(scratch, 'where');
    const leave = `trap 'pwd > "${place}"' EXIT`;
    const { stdout, stderr, code } = await shell(this.#folder, `${leave}; ${SHELL}\n${command}\n`);
    this.#folder = readFileSync(place, 'utf8').trim();
    return { output: stdout + stderr, code };
  }
}

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'templates/lab/README.md'],
  ...['docs/guide', 'docs/reference'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];
const isTyped = ({ language }: Block): boolean => ['sh', 'bash', 'console'].includes(language);
const typedPages = PAGES.filter((page) =>
  blocksOf(page).some((block) => isTyped(block) && block.notRun === undefined),
);

describe.each(typedPages)('%s', (page) => {
  test('works as it is written', { timeout: 1_200_000 }, async () => {
    const folder = mkdtempSync(path.join(scratch, 'page-'));
    await GIVEN[page]?.(folder);
    const terminal = new Terminal(folder);
    for (const block of blocksOf(page)) {
      if (block.file !== undefined) terminal.write(block.file, block.text);
      if (!isTyped(block) || block.notRun !== undefined) continue;
      for (const { command, printed } of typedIn(block)) {
        const { output, code } = await terminal.type(command);
        // A test may fail, but labtest must accept the command.
        const mayEndWith = /\blabtest\b/.test(command) ? [0, 1] : [0];
        expect(mayEndWith, `${command}\nended with ${code}:\n${output}`).toContain(code);
        let from = 0;
        for (const line of printed) {
          const at = output.indexOf(line, from);
          expect(at, `${command}\nprints “${line}” after ${from} of:\n${output}`).not.toBe(-1);
          from = at + line.length;
        }
      }
    }
  });
});

test('a block that is not run says why', () => {
  const reasons = PAGES.flatMap((page) => blocksOf(page).map(({ notRun }) => notRun));
  const known = /^(?:needs|takes|opens|is what) /;
  expect(reasons.filter((reason) => reason !== undefined && !known.test(reason))).toEqual([]);
  expect(typedPages.length).toBeGreaterThan(4);
});
