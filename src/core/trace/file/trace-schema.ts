import * as z from 'zod';

/** What every trace file says first, and the newest version of the format. */
export const TRACE_FORMAT = 'labtest-trace';
export const TRACE_VERSION = 2;

const text = z.int().nonnegative().describe('index into texts');
const address = z.string().min(1);
const message = z.looseObject({ from: address, to: address, message: text });
const timer = z.looseObject({ owner: address, timer: text, minMs: z.number(), maxMs: z.number() });

type Argument = string | { construct: string; args: Argument[] };
const argument: z.ZodType<Argument> = z.lazy(() =>
  z.union([z.string(), z.object({ construct: z.string(), args: z.array(argument) })]),
);
const blueprint = z.looseObject({
  address,
  export: z.string().min(1),
  args: z.array(argument),
  role: z.enum(['server', 'client']),
});
const switches = z.record(z.string(), z.boolean());
const links = z.looseObject({
  network: z.boolean(),
  senders: switches,
  receivers: switches,
  links: switches,
  timers: switches,
  timersDefault: z.boolean(),
});

const evidence = z
  .looseObject({
    state: text.optional(),
    sends: z.array(message).optional(),
    sets: z.array(timer).optional(),
    results: z.array(text).optional(),
    log: z.array(z.string()).optional(),
  })
  .meta({ id: 'Evidence', description: 'what a step did, for showing it without running the lab' });
const common = {
  atMs: z.number().nonnegative().optional().describe('virtual time'),
  fingerprint: z.string().optional().describe("of the node's state afterwards"),
  evidence: evidence.optional(),
};
const event = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('add'), node: blueprint, ...common }),
  z.looseObject({ kind: z.literal('crash'), node: address, ...common }),
  z.looseObject({ kind: z.literal('inject'), ...message.shape, ...common }),
  z.looseObject({ kind: z.literal('duplicate'), ...message.shape, ...common }),
  z.looseObject({ kind: z.literal('deliver'), ...message.shape, ...common }),
  z.looseObject({ kind: z.literal('lose'), ...message.shape, reason: z.string(), ...common }),
  z.looseObject({ kind: z.literal('fire'), ...timer.shape, ...common }),
  z.looseObject({ kind: z.literal('command'), client: address, ...common }),
  z.looseObject({ kind: z.literal('set-aside'), ...common }),
  z.looseObject({
    kind: z.literal('restore'),
    from: address.optional(),
    to: address.optional(),
    ...common,
  }),
  z.looseObject({ kind: z.literal('links'), links, ...common }),
]);

/** A trace as it stands in a file. Fields that are not known are let be. */
export const traceFile = z.looseObject({
  format: z.literal(TRACE_FORMAT),
  version: z.literal(TRACE_VERSION),
  mode: z.enum(['run', 'search']),
  lab: z.string(),
  test: z.string(),
  part: z.string().optional(),
  seed: z.int(),
  settings: z
    .looseObject({
      states: z.int().positive().optional(),
      depth: z.int().positive().optional(),
      strategy: z.string().optional(),
      timeouts: z.boolean().optional(),
    })
    .optional()
    .describe('what the command line said instead of what the test says'),
  solution: z.string().describe("digest of the lab's code"),
  harness: z.string().describe('version of labtest'),
  classes: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      fields: z.array(z.string()).optional().describe('in the order of their declaration'),
    }),
  ),
  texts: z.array(z.string()).describe('canonical texts of messages, timers, commands and states'),
  workloads: z.record(
    z.string(),
    z.array(
      z.looseObject({ command: text, expected: text.optional(), later: z.boolean().optional() }),
    ),
  ),
  startLength: z.int().nonnegative(),
  events: z.array(event),
  verdict: z.looseObject({
    verdict: z.enum(['passed', 'failed', 'inconclusive', 'crashed']),
    kind: z.string().optional(),
    predicate: z.string().optional(),
    fault: z.string().optional(),
    detail: z.string(),
  }),
  minimised: z.enum(['yes', 'partly']).optional(),
  notes: z
    .looseObject({
      advice: z.array(
        z.looseObject({ label: z.string(), text: z.string(), step: z.int().positive().optional() }),
      ),
      bands: z.array(z.looseObject({ step: z.int().positive(), text: z.string() })),
    })
    .optional()
    .describe('what the report said of it, for showing it without the lab'),
});

export type TraceFile = z.infer<typeof traceFile>;
export type TraceFileEvent = TraceFile['events'][number];
