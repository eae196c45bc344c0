import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../support/index.js';
import type { LabSpec } from './test-spec.js';

const YAML_FILE = fileURLToPath(new URL('../../../lab-tests.yaml', import.meta.url));
const COMPILED_FILE = fileURLToPath(new URL('../../../dist/.lab-tests.json', import.meta.url));

/** What the build leaves beside the code: the registry, and the text it was made from. */
interface CompiledRegistry {
  readonly text: string;
  readonly labs: readonly LabSpec[];
}

/**
 * The labs of lab-tests.yaml. Parsing and checking it takes 100 ms, mostly to load yaml and zod, so
 * the build stores the result in dist; it is used as long as the text is unchanged.
 *
 * @throws UsageError LT003
 */
export async function loadRegistry(): Promise<readonly LabSpec[]> {
  const text = readFileSync(YAML_FILE, 'utf8');
  const compiled = readCompiled();
  if (compiled?.text === text) return compiled.labs;
  const { parseRegistry } = await import('./parse-registry.js');
  return parseRegistry('lab-tests.yaml', text);
}

/** The text of the file in which {@link loadRegistry} finds the parsed registry. */
export async function compileRegistry(): Promise<string> {
  const text = readFileSync(YAML_FILE, 'utf8');
  const { parseRegistry } = await import('./parse-registry.js');
  const labs = parseRegistry('lab-tests.yaml', text);
  return `${JSON.stringify({ text, labs } satisfies CompiledRegistry)}\n`;
}

/**
 * The labs of another lab-tests.yaml.
 *
 * @throws UsageError LT003, LT015
 */
export async function readRegistry(file: string): Promise<readonly LabSpec[]> {
  if (!existsSync(file)) {
    throw new UsageError('LT015', `There is no ${path.basename(file)} in ${path.dirname(file)}.`, [
      'It lists the tests of every lab of that folder; a new lab: labtest new-lab DIR',
    ]);
  }
  const { parseRegistry } = await import('./parse-registry.js');
  return parseRegistry(file, readFileSync(file, 'utf8'));
}

/**
 * The lab of this name.
 *
 * @throws UsageError LT008
 */
export function findLabSpec(labs: readonly LabSpec[], lab: string): LabSpec {
  const found = labs.find((candidate) => candidate.lab === lab);
  if (found !== undefined) return found;
  const names = labs.map((each) => `${each.lab} (${each.title})`).join(', ');
  throw new UsageError('LT008', `There is no lab "${lab}".`, [`There are: ${names}`]);
}

/**
 * The lab of this name in lab-tests.yaml.
 *
 * @throws UsageError LT008
 */
export async function loadLabSpec(lab: string): Promise<LabSpec> {
  return findLabSpec(await loadRegistry(), lab);
}

function readCompiled(): CompiledRegistry | undefined {
  try {
    return JSON.parse(readFileSync(COMPILED_FILE, 'utf8')) as CompiledRegistry;
  } catch {
    return undefined;
  }
}
