import { z } from 'zod';

const testNumber = z
  .string()
  .regex(/^[1-9]\d*\.[1-9]\d*$/, 'expected a number in quotes, part.test: "2.14"');

const named = {
  number: testNumber.describe('part.test, in quotes: "2.14"'),
  title: z.string().min(1).describe('What the test is called in reports'),
  points: z.int().min(0).describe('Points for passing'),
};

const seconds = z.number().positive();

const unitTest = z.strictObject({
  ...named,
  kind: z.literal('unit').describe('Calls one node directly'),
  limitS: seconds.describe('Virtual seconds a run may last'),
});

const runTest = z.strictObject({
  ...named,
  kind: z.literal('run').describe('Runs the system in virtual time'),
  limitS: seconds.describe('Virtual seconds a run may last'),
  eventsMax: z.int().positive().optional().describe('Messages and timers a run may handle'),
  seeds: z.array(z.int().min(0)).min(5).describe('The test passes when all of these pass'),
});

const searchTest = z.strictObject({
  ...named,
  kind: z.literal('search').describe('Explores the interleavings'),
  budgets: z
    .strictObject({
      states: z.int().positive().describe('At most this many unique states per search'),
      timeS: seconds.describe('Safety net: at most this many wall seconds per search'),
    })
    .describe('How far each of its searches goes'),
});

const lab = z
  .strictObject({
    lab: z.string().min(1).describe('What labtest.yaml calls it: "2"'),
    title: z.string().min(1).describe('What the lab is called'),
    folder: z
      .string()
      .regex(/^(?:\.|[a-z0-9-]+)$/, 'expected the name of a folder')
      .describe('Folder that holds lab.ts: below src/tests, or beside this file; "." is allowed'),
    parts: z.record(z.string().regex(/^[1-9]\d*$/), z.string()).describe('Titles of the parts'),
    tests: z
      .array(z.discriminatedUnion('kind', [unitTest, runTest, searchTest]))
      .min(1)
      .describe('In the order in which they are listed and run'),
  })
  .superRefine(({ tests, parts }, context) => {
    const seen = new Set<string>();
    tests.forEach(({ number }, index) => {
      const refuse = (message: string): void =>
        context.addIssue({ code: 'custom', message, path: ['tests', index, 'number'] });
      if (seen.has(number)) refuse(`test ${number} is there twice`);
      if (parts[number.split('.')[0] as string] === undefined) {
        refuse(`expected a part that is named in \`parts\`, found ${number}`);
      }
      seen.add(number);
    });
  });

/** What lab-tests.yaml must look like; the published JSON Schema is made from it. */
export const registrySchema = z
  .strictObject({ labs: z.array(lab).min(1).describe('The labs whose tests are here') })
  .describe('The graded tests of every lab');

/** What a lab folder's labtest.yaml must look like. */
export const labConfigSchema = z
  .strictObject({
    lab: z.string().min(1).describe('Which lab this is, in quotes: "2"'),
    solution: z.string().min(1).default('./src').describe('Folder that holds index.ts'),
    keepRuns: z.int().min(1).optional().describe('Runs to keep below logs/; 30 when left out'),
    tests: z
      .string()
      .min(1)
      .optional()
      .describe('Folder with lab-tests.yaml, where the lab is not one of labtest’s own'),
  })
  .describe('A lab folder of labtest');

export type RegistryDocument = z.infer<typeof registrySchema>;
export type LabConfig = z.infer<typeof labConfigSchema>;
export type TestDocument = RegistryDocument['labs'][number]['tests'][number];
