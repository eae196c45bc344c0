import { z } from 'zod';

const verdict = z.enum(['passed', 'failed', 'inconclusive', 'crashed']);
const count = z.int().min(0);
const wallMs = z
  .number()
  .describe('Wall milliseconds; only fields of this name differ between two runs of one seed');
/** A course may give half points, and fractions. */
const points = z.number().min(0);
const optionalText = z.string().optional();

const place = z.strictObject({ file: z.string(), line: z.int(), column: z.int() });

const fault = z
  .strictObject({
    kind: z.enum([
      'load',
      'export',
      'exception',
      'no-handler',
      'budget',
      'state',
      'process',
      'test',
      'call',
    ]),
    message: z.string().describe('One sentence, for people'),
    cause: z.string().optional().describe('The mistake it points to, as a word'),
    place: place.optional(),
    stack: z.array(z.string()).optional().describe('In the lab’s own files, the innermost first'),
    hint: optionalText.describe('What to do about it'),
    get others() {
      return z.array(fault).optional().describe('More of the same kind');
    },
  })
  .describe("What the lab's code did wrong, and where");

const profile = z
  .strictObject({
    nodes: z
      .array(z.strictObject({ node: z.string(), states: count }))
      .describe('How many states each node was in'),
    fields: z.array(
      z.strictObject({
        node: z.string(),
        field: z.string(),
        values: count,
        valuesOrderBlind: count.describe('Were the order in Maps and Sets of no account'),
        grows: z.boolean().optional().describe('A number in it, or a length, took many values'),
      }),
    ),
    messages: z.array(z.strictObject({ from: z.string(), message: z.string(), count })),
    notIdempotent: z.array(
      z.strictObject({
        handler: z.string(),
        node: z.string(),
        again: z.string().describe('What the same message did when it came again'),
        counts: z.boolean().describe('All it did was to make a number greater'),
        field: z.string().optional().describe("The node's field that it changed first"),
        setsTimer: z.boolean().optional().describe('All it did was to set a timer'),
      }),
    ),
    multiplied: z
      .array(
        z.strictObject({
          handler: z.string(),
          node: z.string(),
          sets: count.describe('How many equal timers it sets when one of them fires'),
        }),
      )
      .optional(),
  })
  .describe('What multiplies the states of a search, the worst first');

const pathStep = z.strictObject({
  number: z.int().describe('As the trace of the failure counts its events, from 1'),
  text: z.string().describe('What happened'),
  effects: z.array(z.string()).describe('What it changed, sent and set'),
  log: z.array(z.string()).describe('What the node logged'),
});

const path = z
  .strictObject({
    search: z.string().describe('Which search of the test'),
    leadsTo: z.enum(['violation', 'nearest']).describe('To what was found, or nearest to the goal'),
    before: z.array(pathStep).describe('How the test got to where the search started'),
    steps: z.array(pathStep).describe('From there to the end'),
  })
  .describe('The path to what a search found, or to where it came nearest to its goal');

const failure = z.strictObject({
  kind: z.enum([
    'lab',
    'result',
    'invariant',
    'liveness',
    'answer',
    'count',
    'goal',
    'start',
    'purity',
    'limit',
    'test',
  ]),
  message: z.string().describe('One sentence, for people'),
  predicate: optionalText.describe('The statement that does not hold, or the goal not found'),
  limit: z.enum(['time', 'events', 'states', 'depth']).optional().describe('What ended it'),
  awaits: z.literal('results').optional().describe('The goal is about what clients get'),
  expected: optionalText.describe('What the test expects'),
  seen: optionalText.describe('What there was instead'),
  atMs: z.number().optional().describe('Virtual milliseconds'),
  fault: fault.optional(),
  detail: z.array(z.string()).optional().describe('Further sentences'),
  milestones: z
    .array(z.strictObject({ name: z.string(), steps: count.optional() }))
    .optional()
    .describe('On the way to the goal; without steps: never reached'),
  profile: profile.optional(),
  path: path.optional(),
});

const seed = z.strictObject({
  seed: z.int(),
  verdict,
  reason: optionalText.describe('Why, in one sentence, unless it passed'),
  virtualMs: z.number().describe('How long the run took, in virtual milliseconds'),
  events: count.describe('Messages delivered and timers fired'),
  options: z.record(z.string(), z.union([z.string(), z.number()])).describe('Drawn for this seed'),
  wallMs,
});

const search = z.strictObject({
  name: z.string().describe('What the test calls it'),
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
  transitions: count.describe('Steps tried'),
  depth: count.describe('The longest way, in steps'),
  statesPerDepth: z.array(count).describe('How many states have their shortest way that long'),
  vacuous: z
    .enum(['nothing-happens', 'no-results'])
    .optional()
    .describe('Why a search that found nothing shows nothing'),
  profile: profile.optional(),
  wallMs,
});

const when = {
  atMs: z.number().optional().describe('Virtual milliseconds, in a run'),
  step: z.int().optional().describe("The number of the event in the failure's trace"),
};

const mistake = z.strictObject({
  cause: z.string().describe('As a word: amnesia'),
  ...when,
  rule: z.string().describe('Of the lab’s text'),
  message: z.string().describe('One sentence of evidence'),
  advice: z.string().describe('What the rule says'),
});

const diagnosis = z
  .strictObject({
    cause: mistake.optional().describe('The likeliest mistake'),
    also: z.array(mistake).optional().describe('What else there is, the likeliest first'),
    stall: z
      .strictObject({
        client: z.string().describe('Who waited'),
        command: z.string().describe('For the result of what'),
        fromMs: z.number().describe('Virtual milliseconds'),
        toMs: z.number().describe('Virtual milliseconds'),
        isForever: z.boolean().describe('It still waited at the end of the run'),
        legs: z.array(
          z.strictObject({
            from: z.string(),
            to: z.string(),
            name: z.string().describe("The messages' class"),
            sent: count.describe('How many were sent'),
            delivered: count.describe('How many of them arrived'),
            answered: count.describe('Deliveries that made the receiver send or end something'),
            hops: count.describe('How far from the client: 0 for what it sent itself'),
          }),
        ),
        timers: z
          .array(z.strictObject({ node: z.string(), name: z.string(), count }))
          .describe('Which fired meanwhile, and how often'),
      })
      .optional()
      .describe('The longest wait of a client, and what became of what was sent meanwhile'),
    timeline: z
      .strictObject({
        earlier: count.describe('Changes that are left out'),
        entries: z.array(z.strictObject({ ...when, text: z.string() })),
      })
      .optional()
      .describe('What changed in the system as a whole, and who left it'),
    otherEnd: optionalText.describe('How the same seed ended when it was run again'),
  })
  .describe('What a teaching assistant would say to the failure');

const test = z.strictObject({
  number: z.string().describe('Part.test'),
  title: z.string().describe('What the test is called'),
  kind: z.enum(['unit', 'run', 'search']),
  points: points.describe('What it is worth'),
  earned: points.describe('What it earned'),
  verdict,
  reason: optionalText.describe('Why, in one sentence, unless it passed'),
  failure: failure.optional(),
  failedSeed: z.int().optional().describe('The seed that `failure` is of'),
  seeds: z.array(seed).optional().describe('Of a unit or run test, each'),
  rate: optionalText.describe('On how many seeds it failed, with the 95 % interval'),
  virtualMs: z.number().optional().describe('Of all seeds together'),
  searches: z.array(search).optional().describe('Of a search test, each'),
  cause: z.string().optional().describe('The likeliest mistake behind the failure'),
  diagnosis: diagnosis.optional(),
  warnings: z
    .array(fault)
    .optional()
    .describe('What the code did that is never meant, though it may pass with it'),
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
    version: z.literal(2).describe('Of this schema'),
    lab: z.string().describe('As labtest.yaml names it'),
    solution: z.string().describe("Folder of the lab's code, from where labtest was started"),
    seed: z.int().describe('What --seed said; 1 when every test ran on its fixed seeds'),
    tests: z.array(test).describe('Each that was run, in the order of their numbers'),
    notRun: z.array(z.string()).describe('Chosen tests without an outcome'),
    fault: fault.optional().describe('Why the lab does not load at all'),
    interrupted: z.boolean().describe('It ended early'),
    halted: optionalText.describe('Why the run could not go on: what the machine did not give'),
    passed: count.describe('How many tests did'),
    failed: count.describe('Failed or crashed'),
    inconclusive: count.describe('How many tests are'),
    earned: points.describe('Of all tests together'),
    points: points.describe('Of all tests that were chosen'),
    wallMs,
  })
  .describe('What a run of labtest gave');
