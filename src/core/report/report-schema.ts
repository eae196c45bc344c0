import { z } from 'zod';
import { CAUSES, type Cause } from '../support/index.js';

const causes = Object.keys(CAUSES) as [Cause, ...Cause[]];
const verdict = z.enum(['passed', 'failed', 'inconclusive', 'crashed']);
const count = z.int().min(0);
const wallMs = z
  .number()
  .describe('Wall milliseconds; only fields of this name differ between two runs of one seed');
const optionalText = z.string().optional();

const place = z.strictObject({ file: z.string(), line: z.int(), column: z.int() });

const fault = z
  .strictObject({
    kind: z.enum(['load', 'export', 'exception', 'no-handler', 'budget', 'state', 'call']),
    message: z.string(),
    place: place.optional(),
    stack: z.array(z.string()).optional(),
    hint: optionalText,
    get others() {
      return z.array(fault).optional();
    },
  })
  .describe("What the lab's code did wrong, and where");

const failure = z.strictObject({
  kind: z.enum([
    'lab',
    'result',
    'invariant',
    'liveness',
    'view',
    'count',
    'goal',
    'start',
    'purity',
    'limit',
  ]),
  message: z.string().describe('One sentence'),
  expected: optionalText,
  seen: optionalText,
  atMs: z.number().optional().describe('Virtual milliseconds'),
  fault: fault.optional(),
  detail: z.array(z.string()).optional(),
});

const seed = z.strictObject({
  seed: z.int(),
  verdict,
  reason: optionalText,
  virtualMs: z.number(),
  events: count.describe('Messages delivered and timers fired'),
  options: z.record(z.string(), z.union([z.string(), z.number()])).describe('Drawn for this seed'),
  wallMs,
});

const search = z.strictObject({
  name: z.string(),
  strategy: z.enum(['bfs', 'random', 'swarm']),
  end: z.enum([
    'goal',
    'violation',
    'exception',
    'exhausted',
    'states',
    'depth',
    'probes',
    'settled',
    'time',
    'memory',
    'stopped',
  ]),
  text: z.string().describe('The end said exactly'),
  states: count.describe('Unique states, the first one included'),
  transitions: count,
  depth: count,
  statesPerDepth: z.array(count),
  hints: z.array(z.string()).optional(),
  wallMs,
});

const test = z.strictObject({
  number: z.string(),
  title: z.string(),
  kind: z.enum(['unit', 'run', 'search']),
  points: count,
  earned: count,
  verdict,
  reason: optionalText.describe('Why, in one sentence, unless it passed'),
  failure: failure.optional(),
  failedSeed: z.int().optional().describe('The seed that `failure` is of'),
  seeds: z.array(seed).optional(),
  rate: optionalText.describe('On how many seeds it failed, with the 95 % interval'),
  virtualMs: z.number().optional().describe('Of all seeds together'),
  searches: z.array(search).optional(),
  cause: z.enum(causes).optional().describe('The likeliest mistake behind the failure'),
  diagnosis: z.array(z.string()).optional(),
  note: optionalText.describe('What else there is to say of a test that passed'),
  reproduce: optionalText.describe('The command that brings the failure back'),
  files: z
    .record(z.string(), z.string())
    .optional()
    .describe('Evidence by what it is, as file names within the folder of the run'),
  wallMs,
});

/** The document of --json and of report.json; its published JSON Schema is made from it. */
export const reportSchema = z
  .strictObject({
    lab: z.string(),
    solution: z.string().describe("Folder of the lab's code, from where labtest was started"),
    seed: z.int().describe('What --seed said; 1 when every test ran on its fixed seeds'),
    tests: z.array(test),
    notRun: z.array(z.string()).describe('Chosen tests without an outcome'),
    fault: fault.optional().describe('Why the lab does not load at all'),
    interrupted: z.boolean(),
    halted: optionalText.describe('Why the run could not go on: what the machine did not give'),
    passed: count,
    failed: count.describe('Failed or crashed'),
    inconclusive: count,
    earned: count,
    points: count,
    wallMs,
  })
  .describe('What a run of labtest gave');
