import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'bin', 'run.js');

/** How a run of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves when stdout contains `text`, with all output so far. */
  seen(text: string): Promise<string>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `labtest` as a process in `cwd`, with pipes for stdout and stderr. */
export function start(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const { FORCE_COLOR: _forced, NO_COLOR: _refused, ...inherited } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { ...inherited, ...env } });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: (stdout: string) => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const { resolve } of waiting.filter((each) => stdout.includes(each.text))) resolve(stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    ended: new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    }),
    seen: (text) =>
      new Promise((resolve) => {
        if (stdout.includes(text)) resolve(stdout);
        waiting.push({ text, resolve });
      }),
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs `labtest` until it ends. */
export function labtest(
  cwd: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return start(cwd, args, env).ended;
}

/** Runs a line of bash in `cwd`, in which `labtest` is the program. */
export function shell(cwd: string, line: string): Promise<Ended> {
  const { FORCE_COLOR: _forced, NO_COLOR: _refused, ...env } = process.env;
  const labtestCall = `'${process.execPath}' '${PROGRAM}' "$@"`;
  const program = `labtest() { ${labtestCall}; }; set -o pipefail; ${line}`;
  const child = spawn('bash', ['-c', program], { cwd, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const temporary: string[] = [];
afterAll(() => temporary.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is removed after the file's tests. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'labtest-selftest-'));
  temporary.push(folder);
  return folder;
}

/** Edits to a copy of a solution: in which file, which text becomes which. */
export type Edits = Readonly<Record<string, readonly (readonly [find: string, replace: string])[]>>;

/** A copy of a solution with edits, in a temporary folder of its own. */
export function labCopy(solution: string, edits: Edits = {}): string {
  const folder = join(temporaryFolder(), 'lab');
  cpSync(join(ROOT, 'solutions', solution), folder, {
    recursive: true,
    filter: (source) => !source.endsWith('logs'),
  });
  for (const [file, changes] of Object.entries(edits)) {
    const path = join(folder, file);
    let text = readFileSync(path, 'utf8');
    for (const [find, replace] of changes) {
      if (!text.includes(find)) throw new Error(`${file} of ${solution} has no ${find}`);
      text = text.replace(find, () => replace);
    }
    writeFileSync(path, text);
  }
  return folder;
}

/** A temporary folder with these files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Lab 2 with an append that puts the new text in front. */
export const WRONG_APPEND: Edits = {
  'src/kv-store.ts': [
    [
      "(this.values[command.key] ?? '') + command.value",
      "command.value + (this.values[command.key] ?? '')",
    ],
  ],
};
