import { importModule } from '../given/index.js';
import { GENERAL_CAUSES, UsageError } from '../support/index.js';
import type { LabDefinition } from '../testkit/index.js';
import { loadingOf } from './author-code.js';
import type { LabCode } from './lab-code.js';

const ROLES = ['node', 'client', 'application'];

/**
 * What a lab's `lab.ts` exports as `lab`.
 *
 * @throws UsageError LT015 when it throws, or is not a valid lab
 */
export async function loadDefinition(code: LabCode): Promise<LabDefinition> {
  const { lab } = await loadingOf(code, () => importModule(code.url));
  const wrong = mistakeIn(lab);
  if (wrong === undefined) return lab as LabDefinition;
  throw new UsageError('LT015', `The lab's lab.ts: ${wrong}`, [
    'It exports one constant: export const lab: LabDefinition ' +
      '= { exports: { … }, tests: { … } }',
  ]);
}

/** An editor reports most of this, but nobody has to use one. */
function mistakeIn(lab: unknown): string | undefined {
  if (!isRecord(lab)) return 'it does not export `lab`.';
  const { exports, tests, insight, causes } = lab;
  if (!isRecord(exports)) return '`exports` is missing: what submissions export, by name.';
  for (const [name, value] of Object.entries(exports)) {
    const { role, parameters, methods = [] } = isRecord(value) ? value : {};
    if (typeof role !== 'string' || !ROLES.includes(role)) {
      return `exports.${name}.role has to be one of ${ROLES.join(', ')}.`;
    }
    if (!isTexts(parameters)) return `exports.${name}.parameters has to be a list of strings.`;
    if (!isTexts(methods)) return `exports.${name}.methods has to be a list of names.`;
  }
  if (!isRecord(tests)) return '`tests` is missing: the tests by number.';
  for (const [number, test] of Object.entries(tests)) {
    if (isRecord(test) && typeof test['kind'] === 'string') continue;
    return `tests['${number}'] was not made with runTest, unitTest or searchTest.`;
  }
  if (causes !== undefined && !isRecord(causes)) return '`causes` is not a record of strings.';
  const taken = Object.keys(causes ?? {}).find((cause) => cause in GENERAL_CAUSES);
  if (taken !== undefined) return `causes['${taken}'] is one of labtest's own causes.`;
  if (insight === undefined) return undefined;
  const missing = ['broken', 'explain', 'timeline'].filter(
    (name) => !isRecord(insight) || typeof insight[name] !== 'function',
  );
  return missing.length === 0 ? undefined : `insight.${missing[0]} is not a function.`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
