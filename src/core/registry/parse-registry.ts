import { registrySchema, type RegistryDocument, type TestDocument } from './schema.js';
import { compareNumbers, type LabSpec, type TestSpec } from './test-spec.js';
import { readYaml } from './yaml-document.js';

/**
 * Ten times the events of a correct solution's busiest run, except in the long tests, which have
 * their own limit: a run that gets this far is multiplying its messages.
 */
const EVENTS_MAX_DEFAULT = 250_000;

/**
 * The labs that a text of lab-tests.yaml describes.
 *
 * @throws UsageError LT003
 */
export function parseRegistry(fileName: string, text: string): LabSpec[] {
  return readYaml(fileName, text, registrySchema).labs.map(labSpec);
}

function labSpec(lab: RegistryDocument['labs'][number]): LabSpec {
  const tests = lab.tests
    .map((test) => testSpec(lab.lab, lab.folder, test))
    .sort((a, b) => compareNumbers(a.number, b.number));
  return { lab: lab.lab, title: lab.title, folder: lab.folder, parts: lab.parts, tests };
}

function testSpec(lab: string, folder: string, test: TestDocument): TestSpec {
  const { number, title, points } = test;
  const base = { lab, number, part: Number(number.split('.')[0]), title, points, folder };
  if (test.kind === 'search') {
    const { states, timeS } = test.budgets;
    return { ...base, kind: 'search', statesMax: states, timeMaxMs: timeS * 1000 };
  }
  const limitMs = test.limitS * 1000;
  // A unit test draws nothing, so one seed is as good as many.
  const seeds = test.kind === 'run' ? test.seeds : [1];
  const eventsMax = (test.kind === 'run' ? test.eventsMax : undefined) ?? EVENTS_MAX_DEFAULT;
  return { ...base, kind: test.kind, limitMs, eventsMax, seeds };
}
