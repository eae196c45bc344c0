import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOf, labtest, shell } from './cli-process.js';

test('labtest doctor says of each thing what there is and what follows', async () => {
  const { code, stdout } = await labtest(folderOf({}), ['doctor']);
  expect(code).toBe(0);
  expect(stdout).toContain(`Node       ${process.version}, ${process.platform}`);
  expect(stdout).toContain(`cores      ${availableParallelism()}\n`);
  for (const what of ['memory', 'isolation', 'browser', 'Redis']) {
    expect(stdout).toMatch(new RegExp(`^${what} +\\S.*\\n {11}[A-Zl]`, 'm'));
  }
});

test('a machine without Redis is told what it cannot do', async () => {
  const { stdout } = await labtest(folderOf({}), ['doctor'], { PATH: '' });
  expect(stdout).toMatch(/Redis {6}not installed here\n.*--queue/);
});

test('bash completes commands and flags', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'labtest-completion-'));
  const program = fileURLToPath(new URL('../bin/run.js', import.meta.url));
  const completed = (words: string): string =>
    `COMP_WORDS=(labtest ${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); ` +
    '_labtest_autocomplete labtest "${COMP_WORDS[COMP_CWORD]}" ""; echo "${COMPREPLY[@]}"';
  try {
    const { stdout } = await shell(
      home,
      [
        `export HOME='${home}' XDG_CACHE_HOME='${home}' SHELL=/bin/bash`,
        `labtest() { '${process.execPath}' '${program}' "$@"; }`,
        'labtest autocomplete --refresh-cache bash >/dev/null 2>&1',
        `. "$(find '${home}' -name bash_setup)"`,
        completed('sea'),
        completed('search --st'),
      ].join('\n'),
    );
    expect(stdout).toContain('search\n');
    expect(stdout).toMatch(/--states .*--strategy/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
