import type { Canonical } from '../../canon/index.js';
import { printableJson } from '../../support/index.js';
import type { Action, Envelope, PendingTimer } from '../../system/index.js';
import type { Trace, TraceEvent, TraceEvidence, TraceNotes } from './trace.js';
import type { TraceFile, TraceFileEvent } from './trace-schema.js';

/** Numbers texts; equal texts get the same number. */
class Texts {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(text: Canonical): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

/** A trace as the text of its file: one event per line, so that two files can be compared. */
export function formatTrace(trace: Trace): string {
  const { texts, events, ...head } = toFile(trace);
  const lines = (items: readonly unknown[]): string =>
    items.map((item) => `\n    ${printableJson(item)}`).join(',');
  const rest = printableJson(head, 2).slice(0, -2);
  return `${rest},\n  "events": [${lines(events)}\n  ],\n  "texts": [${lines(texts)}\n  ]\n}\n`;
}

function toFile(trace: Trace): TraceFile {
  const texts = new Texts();
  const events = trace.events.map((event) => fileEvent(event, texts));
  const workloads: TraceFile['workloads'] = {};
  for (const [client, commands] of trace.workloads) {
    workloads[client] = commands.map(({ command, expected, atOnce }) => ({
      command: texts.number(command),
      ...(expected !== undefined && { expected: texts.number(expected) }),
      ...(!atOnce && { later: true }),
    }));
  }
  return {
    format: 'labtest-trace',
    version: 2,
    mode: trace.mode,
    lab: trace.lab,
    test: trace.test,
    part: trace.part,
    seed: trace.seed,
    settings: trace.settings && { ...trace.settings },
    solution: trace.solution,
    harness: trace.harness,
    verdict: { ...trace.verdict },
    minimised: trace.minimised,
    ...(trace.notes && { notes: notesIn(trace.notes) }),
    classes: trace.classes.map(({ id, name, fields }) => ({
      id,
      name,
      ...(fields && { fields: [...fields] }),
    })),
    workloads,
    startLength: trace.startLength,
    events,
    texts: texts.list,
  };
}

function notesIn({ advice, bands }: TraceNotes): TraceFile['notes'] {
  return { advice: advice.map((line) => ({ ...line })), bands: bands.map((band) => ({ ...band })) };
}

function fileEvent(event: TraceEvent, texts: Texts): TraceFileEvent {
  const { atMs, fingerprint, evidence } = event;
  return {
    ...fileAction(event.action, texts),
    ...(atMs !== undefined && { atMs }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(evidence !== undefined && { evidence: fileEvidence(evidence, texts) }),
  };
}

function fileAction(action: Action, texts: Texts): TraceFileEvent {
  const { kind } = action;
  switch (kind) {
    case 'add':
      return { kind, node: action.node as never };
    case 'crash':
      return { kind, node: action.node };
    case 'inject':
    case 'duplicate':
    case 'deliver':
      return { kind, ...fileMessage(action.envelope, texts) };
    case 'lose':
      return { kind, ...fileMessage(action.envelope, texts), reason: action.reason };
    case 'fire':
      return { kind, ...fileTimer(action.timer, texts) };
    case 'command':
      return { kind, client: action.client };
    case 'set-aside':
    case 'restore':
      return { ...action };
    case 'links':
      return { kind, links: { ...action.links } };
  }
}

function fileEvidence(evidence: TraceEvidence, texts: Texts): TraceFileEvent['evidence'] {
  const { state, sends, sets, results, log } = evidence;
  return {
    ...(state !== undefined && { state: texts.number(state) }),
    ...(sends.length > 0 && { sends: sends.map((envelope) => fileMessage(envelope, texts)) }),
    ...(sets.length > 0 && { sets: sets.map((timer) => fileTimer(timer, texts)) }),
    ...(results.length > 0 && { results: results.map((result) => texts.number(result)) }),
    ...(log.length > 0 && { log: [...log] }),
  };
}

function fileMessage({ from, to, message }: Envelope, texts: Texts) {
  return { from: from as string, to: to as string, message: texts.number(message) };
}

function fileTimer({ owner, timer, minMs, maxMs }: PendingTimer, texts: Texts) {
  return { owner: owner as string, timer: texts.number(timer), minMs, maxMs };
}
