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
        valuesOrderBlind: count.describe('The same, ignoring the order in Maps and Sets'),
        grows: z.boolean().optional().describe('A number in it, or a length, took many values'),
      }),
    ),
    messages: z.array(z.strictObject({ from: z.string(), message: z.string(), count })),
    notIdempotent: z.array(
      z.strictObject({
        handler: z.string(),
        node: z.string(),
        again: z.string().describe('What the same message did when it arrived again'),
        counts: z.boolean().describe('All it did was increase a number'),
        field: z.string().optional().describe("The node's field that it changed first"),
        setsTimer: z.boolean().optional().describe('All it did was set a timer'),
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
  number: z.int().describe('The number of the event in the trace of the failure, from 1'),
  text: z.string().describe('What happened'),
  effects: z.array(z.string()).describe('What it changed, sent and set'),
  log: z.array(z.string()).describe('What the node logged'),
});

const path = z
  .strictObject({
    search: z.string().describe('Which search of the test'),
    leadsTo: z
      .enum(['violation', 'nearest'])
      .describe('To the violation found, or to the state nearest to the goal'),
    before: z.array(pathStep).describe('How the test got to where the search started'),
    steps: z.array(pathStep).describe('From there to the end'),
  })
  .describe('The path to what a search found, or to the state nearest to its goal');

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
  awaits: z.literal('results').optional().describe('The goal is about the results of clients'),
  expected: optionalText.describe('What the test expects'),
  seen: optionalText.describe('What it got instead'),
  atMs: z.number().optional().describe('Virtual milliseconds'),
  fault: fault.optional(),
  detail: z.array(z.string()).optional().describe('Further sentences'),
  milestones: z
    .array(z.strictObject({ name: z.string(), steps: count.optional() }))
    .optional()
    .describe('Milestones on the way to the goal; without steps: never reached'),
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
  text: z.string().describe('What the search showed, in exact words'),
  states: count.describe('Unique states, the first one included'),
  transitions: count.describe('Steps tried'),
  depth: count.describe('The longest path, in steps'),
  statesPerDepth: z.array(count).describe('How many states have a shortest path of that length'),
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
  rule: z.string().describe('Which rule of the lab’s text'),
  message: z.string().describe('One sentence of evidence'),
  advice: z.string().describe('What the rule says'),
});

const diagnosis = z
  .strictObject({
    cause: mistake.optional().describe('The likeliest mistake'),
    also: z.array(mistake).optional().describe('Other findings, the likeliest first'),
    stall: z
      .strictObject({
        client: z.string().describe('Who waited'),
        command: z.string().describe('The command whose result it waited for'),
        fromMs: z.number().describe('Virtual milliseconds'),
        toMs: z.number().describe('Virtual milliseconds'),
        isForever: z.boolean().describe('It was still waiting at the end of the run'),
        legs: z.array(
          z.strictObject({
            from: z.string(),
            to: z.string(),
            name: z.string().describe("The messages' class"),
            sent: count.describe('How many were sent'),
            delivered: count.describe('How many of them arrived'),
            answered: count.describe('Deliveries that made the receiver send or end something'),
            hops: count.describe('How many hops from the client: 0 for what it sent itself'),
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
        earlier: count.describe('How many earlier changes are left out'),
        entries: z.array(z.strictObject({ ...when, text: z.string() })),
      })
      .optional()
      .describe('What changed in the system as a whole, and which nodes left it'),
    otherEnd: optionalText.describe('How the same seed ended when it was run again'),
  })
  .describe('What a teaching assistant would say about the failure');

const test = z.strictObject({
  number: z.string().describe('Part.test'),
  title: z.string().describe('What the test is called'),
  kind: z.enum(['unit', 'run', 'search']),
  points: points.describe('What it is worth'),
  earned: points.describe('What it earned'),
  verdict,
  reason: optionalText.describe('Why, in one sentence, unless it passed'),
  failure: failure.optional(),
  failedSeed: z.int().optional().describe('The seed that `failure` belongs to'),
  seeds: z.array(seed).optional().describe('Each seed of a unit or run test'),
  rate: optionalText.describe('On how many seeds it failed, with the 95 % interval'),
  virtualMs: z.number().optional().describe('Of all seeds together'),
  searches: z.array(search).optional().describe('Each search of a search test'),
  cause: z.string().optional().describe('The likeliest mistake behind the failure'),
  diagnosis: diagnosis.optional(),
  warnings: z
    .array(fault)
    .optional()
    .describe('What the code did that is always a mistake, even if the test passes'),
  note: optionalText.describe('What else there is to say about a test that passed'),
  reproduce: optionalText.describe('The command that brings the failure back'),
  files: z
    .record(z.string(), z.string())
    .optional()
    .describe('Evidence by its kind, as file names within the folder of the run'),
  wallMs,
});

/** The document of --json and of report.json; its published JSON Schema is made from it. */
export const reportSchema = z
  .strictObject({
    version: z.literal(2).describe('Of this schema'),
    lab: z.string().describe('As labtest.yaml names it'),
    solution: z.string().describe("Folder of the lab's code, from where labtest was started"),
    seed: z.int().describe('What --seed said; 1 when every test ran on its fixed seeds'),
    tests: z.array(test).describe('Each test that was run, in the order of their numbers'),
    notRun: z.array(z.string()).describe('Chosen tests without an outcome'),
    fault: fault.optional().describe('Why the lab does not load at all'),
    interrupted: z.boolean().describe('It ended early'),
    halted: optionalText.describe('Why the run could not continue: what the machine refused'),
    passed: count.describe('How many tests passed'),
    failed: count.describe('Failed or crashed'),
    inconclusive: count.describe('How many tests are inconclusive'),
    earned: points.describe('Of all tests together'),
    points: points.describe('Of all tests that were chosen'),
    wallMs,
  })
  .describe('The report of a run of labtest');
