import { z } from 'zod';

const points = z.number().min(0).multipleOf(0.5);

export const VISIBILITIES = ['visible', 'after_due_date', 'after_published', 'hidden'] as const;

const testRule = z
  .strictObject({
    points: points.optional().describe('Points for passing'),
    partial: z.boolean().optional().describe('Each seed that passes counts its share'),
    countsWith: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Counts only if these tests pass, too: numbers in quotes'),
    skip: z.boolean().optional().describe('The test is left out'),
    visibility: z
      .enum(VISIBILITIES)
      .optional()
      .describe('When students see the result, in the words of Gradescope'),
    seeds: z.array(z.int().min(0)).min(1).optional().describe('Of a run test, instead of its own'),
    limitS: z.number().positive().optional().describe('Virtual seconds a run may last'),
    states: z.int().positive().optional().describe('At most this many unique states per search'),
    timeS: z
      .number()
      .positive()
      .optional()
      .describe('Safety net: at most this many wall seconds per search'),
  })
  .describe('What is different for these tests');

const rules = z
  .record(z.string(), testRule)
  .describe('By test: "2.14", "2.1-2.7", "3.*"; a later rule wins over an earlier one');

const late = z
  .strictObject({
    due: z.iso
      .datetime({
        offset: true,
        message: 'expected a date with a time zone: 2026-11-20T23:59:00-08:00',
      })
      .describe('When it is due: 2026-11-20T23:59:00-08:00'),
    graceMinutes: z.number().min(0).default(0).describe('This much later is still on time'),
    freeDays: z.int().min(0).default(0).describe('Late days that cost nothing'),
    percentPerDay: z
      .number()
      .min(0)
      .max(100)
      .default(0)
      .describe('Percent of the points, for each day begun'),
    daysMax: z.int().min(0).optional().describe('Later than this earns nothing'),
  })
  .describe('What being late costs');

const override = z
  .strictObject({
    student: z.string().min(1).describe('The id that the gradebook shows'),
    test: z.string().optional().describe('Only this test; without it, the whole mark'),
    points: z.number().optional().describe('The points, whatever was earned'),
    add: z.number().optional().describe('Added to the points; may be negative'),
    lateDays: z.int().min(0).optional().describe('Late days, whatever the dates say'),
    reason: z.string().min(1).describe('Shown in the gradebook and in the feedback'),
  })
  .describe('An exception for one student');

/** What a course file may say; the published JSON Schema is made from it. */
export const courseSchema = z
  .strictObject({
    lab: z.string().min(1).describe('Which lab this is for, in quotes: "2"'),
    preset: z
      .enum(['course', 'strict'])
      .default('course')
      .describe(
        'Where the points come from: the original course, or a set in which every rule counts',
      ),
    tests: rules.optional(),
    late: late.optional(),
    overrides: z.array(override).optional(),
    seedCommitment: z
      .string()
      .regex(
        /^[0-9a-f]{64}$/,
        'expected the 64 digits that labtest grade --seed-commitment printed',
      )
      .optional()
      .describe(
        'Published before the deadline; the secret that seeds are derived from has to match it',
      ),
  })
  .describe('How a course grades a lab: course.yaml');

/** The shape of one of the package's presets: rules for each lab. */
export const presetSchema = z.strictObject({ labs: z.record(z.string(), rules) });

export type Course = z.infer<typeof courseSchema>;
export type TestRule = z.infer<typeof testRule>;
export type LateRule = z.infer<typeof late>;
export type Override = z.infer<typeof override>;
export type Visibility = (typeof VISIBILITIES)[number];
