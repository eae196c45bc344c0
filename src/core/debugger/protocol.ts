import * as z from 'zod';
import { shownText } from '../support/index.js';

/** Raised whenever a page of one version could not talk to a session of another. */
export const PROTOCOL_VERSION = 1;

/** The largest message that either side accepts, in bytes; a dropped trace is the largest kind. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

/** A text that may contain anything a student wrote; invisible characters are made visible. */
const text = z.string().overwrite(shownText);
/** The id of a moment in the history. */
const moment = z.int().nonnegative();
/** Names a message or timer of the present world; made by the session, opaque to the page. */
const key = z.string().max(1_000_000);
const address = z.string().min(1).max(1000);

const mark = z.enum(['added', 'changed', 'removed']);

/** A value as a collapsible tree, with what changed since the previous moment. */
export interface ValueNode {
  /** The whole value on one line, shortened if it is long. */
  readonly text: string;
  /** What decides how it is drawn. */
  readonly kind: 'text' | 'number' | 'word' | 'object';
  readonly children?:
    | readonly {
        readonly key: string;
        readonly value: ValueNode;
        readonly mark?: 'added' | 'changed' | 'removed' | undefined;
        /** The value before, if it changed. */
        readonly was?: string | undefined;
      }[]
    | undefined;
  /** Children that are not listed, because there are too many. */
  readonly more?: number | undefined;
}
const valueNode: z.ZodType<ValueNode> = z.lazy(() =>
  z.object({
    text,
    kind: z.enum(['text', 'number', 'word', 'object']),
    children: z
      .array(z.object({ key: text, value: valueNode, mark: mark.optional(), was: text.optional() }))
      .optional(),
    more: z.int().positive().optional(),
  }),
);

/** Why a moment is marked in the history and the diagram. */
const flag = z.object({
  kind: z.enum(['violated', 'goal', 'prune', 'fault', 'cause', 'differs']),
  text,
});

/** What an arrow or mark in the diagram shows. */
const entry = z.object({
  id: moment,
  parent: moment.optional(),
  kind: z.enum([
    'begin',
    'add',
    'crash',
    'inject',
    'duplicate',
    'deliver',
    'lose',
    'fire',
    'command',
    'set-aside',
    'restore',
    'links',
  ]),
  /** Where it happened, if at one node. */
  node: text.optional(),
  /** The sender of the message. */
  from: text.optional(),
  to: text.optional(),
  /** The message or timer in a few words: `Vote(1)`. */
  subject: text,
  /** The class of the message or timer; the same class has the same colour everywhere. */
  type: text,
  title: text,
  atMs: z.number().optional(),
  /** The moment that sent the message or set the timer. */
  cause: moment.optional(),
  /** Part of what leads to the start of a search, or of the interesting part of a run. */
  isStart: z.boolean(),
  /** What began here and lasts until something else begins: `view 3 {server2, –}`. */
  band: text.optional(),
  /** Results that a client got. */
  results: z.array(text),
  flags: z.array(flag),
  name: text.optional(),
});
export type Entry = z.infer<typeof entry>;

const message = z.object({
  key,
  from: text,
  to: text,
  subject: text,
  type: text,
  text,
  /** The number of equal messages in flight. */
  count: z.int().positive(),
  /** It arrived on this path before; in a search's network it stays. */
  isOld: z.boolean(),
  isAside: z.boolean(),
  /** Why it cannot be delivered now; absent if it can. */
  refusal: text.optional(),
  /** The moment that sent it. */
  cause: moment.optional(),
});
export type InboxMessage = z.infer<typeof message>;

const timer = z.object({
  key,
  owner: text,
  subject: text,
  type: text,
  text,
  minMs: z.number(),
  maxMs: z.number(),
  refusal: text.optional(),
});
export type QueuedTimer = z.infer<typeof timer>;

const nodeCard = z.object({
  address: text,
  role: z.enum(['server', 'client']),
  isUp: z.boolean(),
  hasThrown: z.boolean(),
  /** Absent if the trace does not hold it. */
  state: valueNode.optional(),
  /** Whether any of it changed in the last step. */
  isChanged: z.boolean(),
  inbox: z.array(message),
  /** Messages for it that are not listed, because there are too many. */
  unlisted: z.int().nonnegative(),
  timers: z.array(timer),
  /** Including those not listed. */
  timersSet: z.int().nonnegative(),
  timersOn: z.boolean(),
  /** For a client. */
  results: z.array(z.object({ command: text, result: text, expected: text.optional() })).optional(),
  /** The number of earlier results. */
  resultsBefore: z.int().nonnegative().optional(),
  commands: z.int().nonnegative().optional(),
  /** What the client waits for. */
  waiting: text.optional(),
  canCommand: z.boolean(),
});
export type NodeCard = z.infer<typeof nodeCard>;

const predicateTruth = z.object({
  index: z.int().nonnegative(),
  name: text,
  role: z.enum(['invariant', 'goal', 'prune']),
  holds: z.boolean(),
  detail: text.optional(),
  /** Why its value says nothing here. */
  unjudged: text.optional(),
  /** What it read from the state. */
  reads: z.array(text),
});
export type PredicateTruth = z.infer<typeof predicateTruth>;

const link = z.object({ from: text, to: text, isOn: z.boolean() });

/** The world at the selected moment. */
const here = z.object({
  id: moment,
  nodes: z.array(nodeCard),
  links: z.array(link),
  predicates: z.array(predicateTruth),
  step: z.object({
    changes: z.array(z.object({ path: text, before: text.optional(), after: text.optional() })),
    sends: z.array(z.object({ to: text, subject: text, type: text, text })),
    sets: z.array(text),
    results: z.array(text),
    log: z.array(text),
    fault: text.optional(),
    /** Whether it is known what the step did. */
    isTold: z.boolean(),
  }),
});
export type Here = z.infer<typeof here>;

const advice = z.object({
  label: text,
  text,
  moment: moment.optional(),
});

/** The forms in which a branch can be saved. */
const savedAs = z.enum(['trace', 'html', 'live', 'mermaid', 'regression']);
export type SavedAs = z.infer<typeof savedAs>;

const system = z.object({
  title: text,
  /** Where it comes from: a trace's file, a test's search, the command line. */
  origin: text,
  mode: z.enum(['run', 'search']),
  verdict: z
    .object({ verdict: text, detail: text, expected: text.optional(), seen: text.optional() })
    .optional(),
  /** What a teaching assistant would say. */
  advice: z.array(advice),
  /** The command that reproduces the failure. */
  again: text.optional(),
  /** The states that the searches of a test start from. */
  stages: z.array(z.object({ name: text, goal: text.optional() })),
  stage: z.int().nonnegative().optional(),
  can: z.object({ step: z.boolean(), search: z.boolean(), save: z.array(savedAs) }),
});
export type SystemInfo = z.infer<typeof system>;

/** From which step an edit of the lab's code makes a difference. */
const difference = z.object({ moment: moment.optional(), text });

/** What a session says. */
export const sessionMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    version: z.literal(PROTOCOL_VERSION),
    system,
    entries: z.array(entry),
    here,
    /** After a reload. */
    difference: difference.optional(),
    /** What the session is busy with: until it is done, this is all there is to look at. */
    busy: text.optional(),
  }),
  z.object({ kind: z.literal('grown'), entries: z.array(entry), here }),
  z.object({ kind: z.literal('here'), here }),
  z.object({ kind: z.literal('entry'), entry }),
  z.object({ kind: z.literal('value'), key, value: valueNode }),
  /** The advice on a failure, and the steps it points to. */
  z.object({ kind: z.literal('advised'), advice: z.array(advice), entries: z.array(entry) }),
  z.object({ kind: z.literal('busy'), text, canStop: z.boolean() }),
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('told'), text, isError: z.boolean() }),
  z.object({ kind: z.literal('saved'), name: text, type: z.string(), content: z.string() }),
  z.object({ kind: z.literal('broken'), message: text, lines: z.array(text) }),
]);
export type SessionMessage = z.infer<typeof sessionMessage>;
/** What a session says, before invisible characters are made visible. */
export type SessionSays = SessionMessage;

const linkChange = z.discriminatedUnion('what', [
  z.object({ what: z.literal('link'), from: address, to: address, on: z.boolean() }),
  z.object({ what: z.literal('node'), node: address, on: z.boolean() }),
  z.object({ what: z.literal('timers'), node: address, on: z.boolean() }),
  z.object({ what: z.literal('all'), on: z.literal(true) }),
]);
export type LinkChange = z.infer<typeof linkChange>;

/** What a person does to the system. */
const deed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deliver'), key }),
  z.object({ kind: z.literal('lose'), key }),
  z.object({ kind: z.literal('duplicate'), key }),
  z.object({ kind: z.literal('fire'), key }),
  z.object({ kind: z.literal('crash'), node: address }),
  z.object({ kind: z.literal('command'), client: address }),
  z.object({ kind: z.literal('set-aside') }),
  z.object({ kind: z.literal('restore'), to: address.optional() }),
  z.object({ kind: z.literal('links'), change: linkChange }),
]);
export type Deed = z.infer<typeof deed>;

/** What a page asks for. */
export const pageMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('take'), deed }),
  z.object({ kind: z.literal('travel'), to: moment }),
  z.object({ kind: z.literal('name'), moment, name: z.string().max(80) }),
  z.object({ kind: z.literal('value'), key }),
  z.object({
    kind: z.literal('search'),
    /** The index of the predicate to reach; if omitted, any violation. */
    goal: z.union([z.int().nonnegative(), z.literal('violation')]),
    states: z.int().positive().max(100_000_000),
  }),
  z.object({ kind: z.literal('stop') }),
  z.object({
    kind: z.literal('run-on'),
    seed: z.int().nonnegative(),
    events: z.int().positive().max(20_000),
  }),
  z.object({ kind: z.literal('stage'), index: z.int().nonnegative() }),
  z.object({ kind: z.literal('save'), as: savedAs }),
  z.object({ kind: z.literal('open'), name: z.string().max(1000), text: z.string() }),
]);
export type PageMessage = z.infer<typeof pageMessage>;

/** What a page without a server says to the worker that stands in for one. */
export type ToPageWorker =
  | {
      readonly kind: 'begin';
      readonly trace: { readonly name: string; readonly text: string };
      /** What the page includes of the lab, if anything. */
      readonly lab?: string | undefined;
    }
  | { readonly kind: 'page'; readonly message: PageMessage };

/** Its replies; `done` follows the answers to each message. */
export type FromPageWorker =
  | { readonly kind: 'says'; readonly message: SessionSays }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'done' };
