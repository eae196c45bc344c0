import { ClassTable, decode, type Canonical } from '../../canon/index.js';
import { toAddress, type Address } from '../../lab/index.js';
import { UsageError } from '../../support/index.js';
import type { Action, Envelope, NodeBlueprint, PendingTimer } from '../../system/index.js';
import type { Trace, TraceCommand, TraceEvidence, TraceNotes } from './trace.js';
import type { TraceFile, TraceFileEvent } from './trace-schema.js';

/**
 * Reads the text of a trace file. Throws `UsageError` LT006 for anything that is not a trace, is of
 * a later version, or is damaged; `name` is the file's name.
 */
export async function parseTrace(text: string, name: string): Promise<Trace> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refusal(name, 'it is not JSON');
  }
  // Code that only writes traces does not need this, and every import costs it time.
  const { traceFile, TRACE_FORMAT, TRACE_VERSION } = await import('./trace-schema.js');
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== TRACE_FORMAT) throw refusal(name, `its format is not ${TRACE_FORMAT}`);
  if (typeof version === 'number' && version > TRACE_VERSION) {
    throw new UsageError('LT006', `${name} was written by a later labtest (version ${version})`, [
      'update labtest, or replay the test: labtest run',
    ]);
  }
  const parsed = traceFile.safeParse(version === 1 ? upgraded(json as object) : json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refusal(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'damaged'}`);
  }
  return new FileReader(parsed.data, name).trace();
}

/**
 * Reads a trace that this labtest wrote and nobody can have changed since, as in a page. It is not
 * checked, because that would take a quarter of the time in which a page should open.
 */
export function ownTrace(text: string, name: string): Trace {
  return new FileReader(JSON.parse(text) as TraceFile, name, true).trace();
}

/** Events of version 1 that have other names now. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['drop', 'lose'],
  ['put-aside', 'set-aside'],
  ['take-up', 'restore'],
]);

/** Converts a file of version 1 to version 2; anything that is not a trace still is not one. */
function upgraded(json: object): unknown {
  const { events } = json as { readonly events?: unknown };
  const renamed = (event: unknown): unknown => {
    const { kind } = (event ?? {}) as { readonly kind?: string };
    return { ...(event as object), kind: RENAMED.get(String(kind)) ?? kind };
  };
  return { ...json, version: 2, ...(Array.isArray(events) && { events: events.map(renamed) }) };
}

function refusal(name: string, why: string): UsageError {
  return new UsageError('LT006', `${name} is not a trace of labtest: ${why}`, [
    'traces are the files *.trace.json in the folder of a run: logs/latest',
  ]);
}

/** The known fields of a node. */
function blueprintOf(node: object): NodeBlueprint {
  const { address, export: name, args, role } = node as NodeBlueprint;
  return { address, export: name, args, role };
}

/** The known settings. */
function settingsOf({ settings }: TraceFile): Trace['settings'] {
  if (settings === undefined) return undefined;
  const { states, depth, strategy, timeouts } = settings;
  return { states, depth, strategy, timeouts };
}

/** The known notes; a note about a step that does not exist is about no step. */
function notesOf({ notes, events }: TraceFile): TraceNotes | undefined {
  if (notes === undefined) return undefined;
  return {
    advice: notes.advice.map(({ label, text, step }) => {
      return { label, text, ...(step !== undefined && step <= events.length && { step }) };
    }),
    bands: notes.bands.map(({ step, text }) => ({ step, text })),
  };
}

/** Replaces numbers by their texts, checking that each can be read unless the file is trusted. */
class FileReader {
  readonly #file: TraceFile;
  readonly #name: string;
  readonly #classes = new ClassTable();
  readonly #sound = new Set<number>();
  readonly #isOwn: boolean;

  constructor(file: TraceFile, name: string, isOwn = false) {
    this.#file = file;
    this.#name = name;
    this.#isOwn = isOwn;
    try {
      this.#classes.addCatalogue(file.classes);
    } catch (error) {
      throw refusal(name, (error as Error).message);
    }
  }

  trace(): Trace {
    const file = this.#file;
    if (file.startLength > file.events.length) {
      throw refusal(
        this.#name,
        `it starts after ${file.startLength} of ${file.events.length} events`,
      );
    }
    const workloads = new Map<Address, readonly TraceCommand[]>();
    for (const [client, commands] of Object.entries(file.workloads)) {
      workloads.set(
        toAddress(client),
        commands.map(({ command, expected, later }) => ({
          command: this.#text(command),
          expected: expected === undefined ? undefined : this.#text(expected),
          atOnce: later !== true,
        })),
      );
    }
    return {
      mode: file.mode,
      lab: file.lab,
      test: file.test,
      part: file.part,
      seed: file.seed,
      settings: settingsOf(file),
      solution: file.solution,
      harness: file.harness,
      classes: file.classes.map(({ id, name, fields }) => ({
        id,
        name,
        ...(fields && { fields }),
      })),
      workloads,
      startLength: file.startLength,
      events: file.events.map((event) => ({
        action: this.#action(event),
        atMs: event.atMs,
        fingerprint: event.fingerprint,
        evidence: this.#evidence(event.evidence),
      })),
      verdict: {
        verdict: file.verdict.verdict,
        kind: file.verdict.kind,
        predicate: file.verdict.predicate,
        fault: file.verdict.fault,
        detail: file.verdict.detail,
      },
      minimised: file.minimised,
      notes: notesOf(file),
    };
  }

  #action(event: TraceFileEvent): Action {
    const { kind } = event;
    switch (kind) {
      case 'add':
        return { kind, node: blueprintOf(event.node) };
      case 'crash':
        return { kind, node: toAddress(event.node) };
      case 'inject':
      case 'duplicate':
      case 'deliver':
        return { kind, envelope: this.#envelope(event) };
      case 'lose':
        return { kind, envelope: this.#envelope(event), reason: event.reason };
      case 'fire':
        return { kind, timer: this.#timer(event) };
      case 'command':
        return { kind, client: toAddress(event.client) };
      case 'set-aside':
        return { kind };
      case 'restore':
        return {
          kind,
          ...(event.from !== undefined && { from: toAddress(event.from) }),
          ...(event.to !== undefined && { to: toAddress(event.to) }),
        };
      case 'links':
        return { kind, links: event.links };
    }
  }

  #evidence(evidence: TraceFileEvent['evidence']): TraceEvidence | undefined {
    if (evidence === undefined) return undefined;
    return {
      state: evidence.state === undefined ? undefined : this.#text(evidence.state),
      sends: (evidence.sends ?? []).map((message) => this.#envelope(message)),
      sets: (evidence.sets ?? []).map((timer) => this.#timer(timer)),
      results: (evidence.results ?? []).map((result) => this.#text(result)),
      log: evidence.log ?? [],
    };
  }

  #envelope(message: { from: string; to: string; message: number }): Envelope {
    const { from, to } = message;
    return { from: toAddress(from), to: toAddress(to), message: this.#text(message.message) };
  }

  #timer(timer: { owner: string; timer: number; minMs: number; maxMs: number }): PendingTimer {
    const { owner, minMs, maxMs } = timer;
    return { owner: toAddress(owner), timer: this.#text(timer.timer), minMs, maxMs };
  }

  #text(number: number): Canonical {
    const text = this.#file.texts[number] as Canonical | undefined;
    if (text === undefined) throw refusal(this.#name, `it has no text ${number}`);
    if (!this.#isOwn && !this.#sound.has(number)) {
      try {
        decode(text, this.#classes);
      } catch {
        throw refusal(this.#name, `its text ${number} is damaged`);
      }
      this.#sound.add(number);
    }
    return text;
  }
}
