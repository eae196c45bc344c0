import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LabFolder } from '../../core/registry/index.js';
import type { TestOutcome } from '../../core/runner/index.js';
import { formatPlace, UsageError, type LabFaultData } from '../../core/support/index.js';

/** `src/pb-server.ts(41,7): error TS2339: Property ...` */
const FINDING = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;
const OUTPUT_CHARS_MAX = 64 << 20;

/** What a type checker says about a lab, with places in its folder. */
export interface TypeMistake extends LabFaultData {
  readonly place: NonNullable<LabFaultData['place']>;
}

/**
 * What `tsc` finds in a lab, using the TypeScript installed beside the lab or labtest.
 *
 * @throws UsageError LT016 when there is no TypeScript, or the lab has no tsconfig.json
 */
export async function typeMistakes({ root, solution }: LabFolder): Promise<TypeMistake[]> {
  const config = path.join(root, 'tsconfig.json');
  if (!existsSync(config)) {
    throw new UsageError(
      'LT016',
      `${config}: there is no such file, and types are checked by it.`,
      ['labtest init makes one for each lab: labtest init 2 another-folder'],
    );
  }
  const tsc = findTsc(root);
  if (tsc === undefined) {
    throw new UsageError('LT016', 'TypeScript, which checks types, is not installed here.', [
      'npm install --save-dev typescript',
    ]);
  }
  const output = await outputOf(tsc, root);
  // An indented line continues the previous one.
  const lines = output.replaceAll(/\r?\n\s+/g, ' ').split('\n');
  const found = lines.flatMap((line): TypeMistake[] => {
    const [, file = '', row, column, code, text] = FINDING.exec(line.trimEnd()) ?? [];
    if (code === undefined) return [];
    const name = path.relative(solution, path.resolve(root, file)).split(path.sep).join('/');
    const place = { file: name, line: Number(row), column: Number(column) };
    return [{ kind: 'load', message: `tsc: ${text} (${code})`, place }];
  });
  if (found.length === 0 && output.includes('error TS')) {
    throw new UsageError('LT016', `TypeScript cannot check this lab: ${output.split('\n')[0]}`);
  }
  return found;
}

function findTsc(root: string): string | undefined {
  for (const from of [path.join(root, 'lab.js'), import.meta.url]) {
    try {
      const manifest = createRequire(from).resolve('typescript/package.json');
      const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } };
      return path.join(path.dirname(manifest), bin.tsc);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** tsc ends with 1 or 2 when it finds anything; its findings are still on stdout. */
async function outputOf(tsc: string, root: string): Promise<string> {
  const args = [tsc, '-p', root, '--noEmit', '--pretty', 'false'];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: OUTPUT_CHARS_MAX } as const;
  try {
    return (await promisify(execFile)(process.execPath, args, options)).stdout;
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined) throw error;
    return stdout;
  }
}

/** Adds what the type checker says about a TypeError's place, if it is installed. */
export function typeAdvisor(folder: LabFolder): (test: TestOutcome) => Promise<TestOutcome> {
  let mistakes: Promise<readonly TypeMistake[]> | undefined;
  return async (test) => {
    const fault = test.failure?.fault;
    if (fault?.kind !== 'exception' || !/ threw TypeError\b/.test(fault.message)) return test;
    // A missing TypeScript is nobody's mistake: then there is nothing to add.
    mistakes ??= typeMistakes(folder).catch(() => []);
    const hint = hintOf(fault, await mistakes, path.relative(process.cwd(), folder.solution));
    return hint === undefined
      ? test
      : {
          ...test,
          failure: { ...test.failure, fault: { ...fault, hint } } as TestOutcome['failure'],
        };
  };
}

function hintOf(
  { place, hint }: LabFaultData,
  mistakes: readonly TypeMistake[],
  folder: string,
): string | undefined {
  const inFile = mistakes.filter((mistake) => mistake.place.file === place?.file);
  const nearest = inFile.find((mistake) => mistake.place.line === place?.line) ?? inFile[0];
  const [told = mistakes[0]] = [nearest];
  if (told === undefined) return undefined;
  const file = path.join(folder, told.place.file);
  const at = formatPlace({ ...told.place, file });
  const said = `tsc finds this at ${at}: ${told.message.slice('tsc: '.length)}`;
  return hint === undefined ? said : `${hint}; ${said}`;
}
