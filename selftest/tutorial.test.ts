/**
 * The pages that tell how to write a lab, followed word for word: what they show of a file is
 * written, what they type is typed, and what they say is printed has to be.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shell } from './cli-process.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-tutorial-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  /** Of a file that is shown. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The code blocks of a page; a file's name stands in a line of its own above it. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(new URL(`../docs/guide/${page}.md`, import.meta.url), 'utf8');
  const pattern = /(?:^`([\w./-]+)`\n\n)?^```(\w+)\n([^]*?)^```/gm;
  return [...text.matchAll(pattern)].map(([, file, language = '', body = '']) => ({
    language,
    file,
    text: body,
  }));
}

/** Commands and the lines that each is said to print. */
function typedIn(text: string): { command: string; printed: string[] }[] {
  const typed: { command: string; printed: string[] }[] = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) typed.push({ command: line.slice(2), printed: [] });
    else typed.at(-1)?.printed.push(line.trim());
  }
  return typed;
}

describe.each(['writing-tests'])('%s', (page) => {
  test('works as it is written', async () => {
    let folder = scratch;
    const type = async (line: string): Promise<string> => {
      const { stdout, stderr } = await shell(folder, line);
      return stdout + stderr;
    };
    for (const { language, file, text } of blocksOf(page)) {
      if (file !== undefined) {
        const target = path.join(folder, file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, text);
      } else if (language === 'sh') {
        expect(await type(text)).toBe('');
        const [, into] = /&& cd (\S+)$/.exec(text.trim()) ?? [];
        if (into !== undefined) folder = path.join(folder, into);
      } else if (language === 'console') {
        for (const { command, printed } of typedIn(text)) {
          const output = await type(command);
          let from = 0;
          for (const line of printed) {
            const at = output.indexOf(line, from);
            expect(at, `${command}\nprints “${line}” after ${from} of:\n${output}`).not.toBe(-1);
            from = at + line.length;
          }
        }
      }
    }
  }, 600_000);
});
