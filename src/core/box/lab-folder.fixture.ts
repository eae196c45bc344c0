import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { GivenModules, type ExpectedExports } from '../given/index.js';
import { LabFault, type LabFaultData } from '../support/index.js';
import { compileLab } from '../compile/index.js';
import { loadLab, type LoadedLab, type LoadOptions } from './load.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/**
 * Writes a lab to a temporary folder, which is removed after the file's tests; a single text is its
 * `index.ts`.
 */
export function writeLab(files: string | Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'labtest-lab-'));
  made.push(folder);
  const all = typeof files === 'string' ? { 'index.ts': files } : files;
  for (const [name, contents] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  return folder;
}

/** Compiles and loads a lab in this thread, and thereby locks the thread down. */
export async function tryLab(
  files: string | Readonly<Record<string, string>>,
  options?: LoadOptions,
  exports: ExpectedExports = {},
): Promise<LoadedLab> {
  const compiled = await compileLab(writeLab(files), GivenModules.basic);
  return loadLab(compiled, { given: GivenModules.basic, exports }, options);
}

/** The fault with which a lab is refused; throws if the lab is accepted. */
export async function refusalOf(
  files: string | Readonly<Record<string, string>>,
): Promise<LabFaultData> {
  return faultIn(() => tryLab(files));
}

/** The fault that an action ends with. */
export async function faultIn(action: () => unknown): Promise<LabFaultData> {
  try {
    await action();
  } catch (error) {
    if (error instanceof LabFault) return error.data;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Calls a method of a lab's object as a host does, and says what went wrong. */
export function callFault(lab: LoadedLab, object: object, method: string): LabFaultData {
  lab.budget.reset();
  try {
    (object as Record<string, () => unknown>)[method]?.();
  } catch (error) {
    return lab.faultOf(error, method).data;
  }
  throw new Error(`${method} threw nothing`);
}

/** A lab whose node `A` has a method `go` with the given body, on line 4. */
export const withGo = (body: string): string =>
  `import { Node, Message } from 'labtest';\nexport class A extends Node {\n` +
  `  n = 0;\n  go(): unknown { ${body} }\n  init(): void {}\n}`;
