import * as z from 'zod';

/** How every trace file begins, and the newest version of the format. */
export const TRACE_FORMAT = 'labtest-trace';
export const TRACE_VERSION = 2;

const text = z.int().nonnegative().describe('index into texts');
const address = z.string().min(1);
const message = z.looseObject({
  from: address.describe('who sent it'),
  to: address.describe('who it is for'),
  message: text,
});
const timer = z.looseObject({
  owner: address.describe('which node it belongs to'),
  timer: text,
  minMs: z.number().describe('it fires after this long at the earliest'),
  maxMs: z.number().describe('and after this long at the latest'),
});

type Argument = string | number | boolean | Argument[] | { construct: string; args: Argument[] };
const argument: z.ZodType<Argument> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(argument),
    z.object({ construct: z.string(), args: z.array(argument) }),
  ]),
);
const blueprint = z
  .looseObject({
    address,
    export: z.string().min(1).describe('which class of the lab is constructed'),
    args: z.array(argument).describe('the arguments of its constructor, the address first'),
    role: z.enum(['server', 'client']).describe('a client gets commands'),
  })
  .describe('how a node is made');
const switches = z.record(z.string(), z.boolean());
const links = z
  .looseObject({
    network: z.boolean().describe('every link not listed below'),
    senders: switches.describe('whether messages that these nodes send may pass'),
    receivers: switches.describe('whether messages to these nodes may pass'),
    links: switches.describe('single links: "server1→server2"'),
    timers: switches.describe("whether these nodes' timers may fire"),
    timersDefault: z.boolean().describe("whether every other node's timers may fire"),
  })
  .describe('which links and timers are on from here on');

const evidence = z
  .looseObject({
    state: text.optional().describe("the node's state afterwards, as an index into texts"),
    sends: z.array(message).optional().describe('what was sent'),
    sets: z.array(timer).optional().describe('the timers that were set'),
    results: z
      .array(text)
      .optional()
      .describe('the results that clients got, as indexes into texts'),
    log: z.array(z.string()).optional().describe('what the node logged'),
  })
  .meta({ id: 'Evidence', description: 'what a step did, to show it without running the lab' });
const common = {
  atMs: z.number().nonnegative().optional().describe('virtual time'),
  fingerprint: z.string().optional().describe("of the node's state afterwards"),
  evidence: evidence.optional(),
};
const event = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('add').describe('a node is added'), node: blueprint, ...common }),
  z.looseObject({
    kind: z.literal('crash').describe('a node crashes for good'),
    node: address,
    ...common,
  }),
  z.looseObject({
    kind: z.literal('inject').describe('the test sends a message'),
    ...message.shape,
    ...common,
  }),
  z.looseObject({
    kind: z.literal('duplicate').describe('another copy of a message is in flight'),
    ...message.shape,
    ...common,
  }),
  z.looseObject({
    kind: z.literal('deliver').describe('a message arrives'),
    ...message.shape,
    ...common,
  }),
  z.looseObject({
    kind: z.literal('lose').describe('a message never arrives'),
    ...message.shape,
    reason: z.string(),
    ...common,
  }),
  z.looseObject({ kind: z.literal('fire').describe('a timer fires'), ...timer.shape, ...common }),
  z.looseObject({
    kind: z.literal('command').describe('a client is given its next command'),
    client: address,
    ...common,
  }),
  z.looseObject({
    kind: z.literal('set-aside').describe('all messages in flight are set aside'),
    ...common,
  }),
  z.looseObject({
    kind: z.literal('restore').describe('messages that were set aside are in flight again'),
    from: address.optional().describe('only those from this node'),
    to: address.optional().describe('only those to this node'),
    ...common,
  }),
  z.looseObject({
    kind: z.literal('links').describe('links or timers are turned on or off'),
    links,
    ...common,
  }),
]);

/** A trace as in its file. Unknown fields are ignored. */
export const traceFile = z.looseObject({
  format: z.literal(TRACE_FORMAT).describe('marks the file as a trace'),
  version: z.literal(TRACE_VERSION).describe('of this format'),
  mode: z.enum(['run', 'search']).describe('which engine made it'),
  lab: z.string().describe('as labtest.yaml names it'),
  test: z.string().describe('its number'),
  part: z.string().optional().describe('which search of the test'),
  seed: z.int().describe('of a run'),
  settings: z
    .looseObject({
      states: z.int().positive().optional().describe('--states'),
      depth: z.int().positive().optional().describe('--depth'),
      strategy: z.string().optional().describe('--strategy'),
      timeouts: z.boolean().optional().describe('--no-timeouts'),
    })
    .optional()
    .describe('what the command line set in place of the test’s own values'),
  solution: z.string().describe("digest of the lab's code"),
  harness: z.string().describe('version of labtest'),
  classes: z
    .array(
      z.looseObject({
        id: z.string().describe('its name in texts'),
        name: z.string().describe('its name in the source'),
        fields: z.array(z.string()).optional().describe('in the order of their declaration'),
      }),
    )
    .describe('the classes of the objects in texts'),
  texts: z.array(z.string()).describe('canonical texts of messages, timers, commands and states'),
  workloads: z
    .record(
      z.string(),
      z.array(
        z.looseObject({
          command: text,
          expected: text.optional().describe('the result, as an index into texts'),
          later: z.boolean().optional().describe('given by a command event, not automatically'),
        }),
      ),
    )
    .describe('the commands of each client, by its address'),
  startLength: z
    .int()
    .nonnegative()
    .describe('how many of the first events make up the start of the test'),
  events: z.array(event).describe('from the beginning, in order'),
  verdict: z
    .looseObject({
      verdict: z.enum(['passed', 'failed', 'inconclusive', 'crashed']),
      kind: z.string().optional().describe('of failure, as in report.json'),
      predicate: z.string().optional().describe('the statement that does not hold'),
      fault: z.string().optional().describe("what the lab's code did wrong"),
      detail: z.string().describe('one sentence'),
    })
    .describe('the verdict of the test'),
  minimised: z
    .enum(['yes', 'partly'])
    .optional()
    .describe('whether what the failure does not need was left out'),
  notes: z
    .looseObject({
      advice: z.array(
        z.looseObject({
          label: z.string().describe('cause, rule 3, ...'),
          text: z.string(),
          step: z.int().positive().optional().describe('where it shows'),
        }),
      ),
      bands: z
        .array(z.looseObject({ step: z.int().positive(), text: z.string() }))
        .describe('what changed in the system as a whole, from which step on'),
    })
    .optional()
    .describe('what the report said about it, to show it without the lab'),
});

export type TraceFile = z.infer<typeof traceFile>;
export type TraceFileEvent = TraceFile['events'][number];
