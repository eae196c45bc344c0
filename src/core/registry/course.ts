import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../support/index.js';
import type { Course, TestRule } from './course-schema.js';
import { selectTests } from './select.js';
import type { LabSpec, TestSpec } from './test-spec.js';

/** The name of the file that says how a course grades a lab. */
export const COURSE_FILE = 'course.yaml';
const PRESETS = fileURLToPath(new URL('../../../presets/', import.meta.url));

/**
 * The named course file, or the one in `folder` if there is one.
 *
 * @throws UsageError LT003, LT005
 */
export async function loadCourse(
  file: string | undefined,
  folder: string | undefined,
): Promise<Course | undefined> {
  const beside = folder === undefined ? undefined : path.join(folder, COURSE_FILE);
  const found = file ?? (beside !== undefined && existsSync(beside) ? beside : undefined);
  if (found === undefined) return undefined;
  const { courseSchema } = await import('./course-schema.js');
  const { readYaml } = await import('./yaml-document.js');
  return readYaml(path.relative(process.cwd(), found) || found, textOf(found), courseSchema);
}

/**
 * The lab's tests as the course grades them: with its points, seeds and budgets, without skipped
 * tests.
 *
 * @throws UsageError LT001, LT003 for rules that fit no test
 */
export async function gradedBy(course: Course | undefined, spec: LabSpec): Promise<LabSpec> {
  if (course === undefined) return spec;
  if (course.lab !== spec.lab) {
    throw new UsageError('LT003', `The course file is for lab ${course.lab}, not ${spec.lab}.`);
  }
  refuseUnknownTests(course, spec);
  const preset = await presetRules(course.preset, spec.lab);
  return withRules(withRules(spec, preset), course.tests ?? {});
}

/** An override is of one test, by its number: one that fits none would change nobody's mark. */
function refuseUnknownTests({ overrides = [] }: Course, { lab, tests }: LabSpec): void {
  for (const { student, test } of overrides) {
    if (test === undefined || tests.some(({ number }) => number === test)) continue;
    throw new UsageError('LT003', `The course file overrides ${test} of ${student}.`, [
      `Lab ${lab} has no test of this number: labtest list --lab ${lab}`,
    ]);
  }
}

/** Applies the rules to the tests that they name. */
export function withRules(spec: LabSpec, rules: Readonly<Record<string, TestRule>>): LabSpec {
  const byNumber = new Map<string, TestRule>();
  for (const [pattern, rule] of Object.entries(rules)) {
    for (const number of rule.countsWith ?? []) selectTests(spec, [number]);
    for (const { test } of selectTests(spec, [pattern])) {
      byNumber.set(test.number, { ...byNumber.get(test.number), ...rule });
    }
  }
  const tests = spec.tests.flatMap((test) => {
    const rule = byNumber.get(test.number);
    if (rule === undefined) return [test];
    return rule.skip === true ? [] : [withRule(test, rule)];
  });
  return { ...spec, tests };
}

function withRule(test: TestSpec, rule: TestRule): TestSpec {
  const { points = test.points, countsWith, partial, visibility } = rule;
  const common = {
    points,
    countsWith: countsWith?.filter((number) => number !== test.number) ?? test.countsWith,
    partial: partial ?? test.partial,
    visibility: visibility ?? test.visibility,
  };
  if (test.kind === 'search') {
    refuse(test, rule, ['seeds', 'limitS']);
    const { states = test.statesMax, timeS = test.timeMaxMs / 1000 } = rule;
    const flags = states === test.statesMax ? test.flags : ` --states ${states}`;
    return { ...test, ...common, statesMax: states, timeMaxMs: timeS * 1000, flags };
  }
  refuse(test, rule, ['states', 'timeS', ...(test.kind === 'unit' ? (['seeds'] as const) : [])]);
  const { seeds = test.seeds, limitS = test.limitMs / 1000 } = rule;
  return { ...test, ...common, seeds, limitMs: limitS * 1000 };
}

function refuse(
  { number, kind }: TestSpec,
  rule: TestRule,
  keys: readonly (keyof TestRule)[],
): void {
  const wrong = keys.find((key) => rule[key] !== undefined);
  if (wrong === undefined) return;
  throw new UsageError('LT003', `The course file gives test ${number} ${wrong}.`, [
    `${number} is a ${kind} test, which has none: name the tests that have some`,
  ]);
}

async function presetRules(name: string, lab: string): Promise<Readonly<Record<string, TestRule>>> {
  if (name === 'course') return {};
  const file = `${name}.yaml`;
  const { presetSchema } = await import('./course-schema.js');
  const { readYaml } = await import('./yaml-document.js');
  return readYaml(file, textOf(path.join(PRESETS, file)), presetSchema).labs[lab] ?? {};
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('LT005', `The course file cannot be read: ${why}`);
  }
}
