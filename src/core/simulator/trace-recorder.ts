import { BadState, encode, fingerprint, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Address, type Command } from '../lab/index.js';
import type { ArmedTimer, Flight, LinksData, WeatherData } from '../schedule/index.js';
import { LabFault } from '../support/index.js';
import type { Action, Envelope, NodeBlueprint, PendingTimer, Trigger } from '../system/index.js';
import type { Trace, TraceCommand, TraceEvent, Wait } from '../trace/index.js';
import type { Operation } from '../workload/index.js';
import { CallRecorder, type CallListener } from './call-recorder.js';
import type { DropReason, SimulationObserver } from './observer.js';

interface OpenCommand {
  readonly command: Canonical;
  expected: Canonical | undefined;
  readonly atOnce: boolean;
}

interface OpenEvent {
  readonly action: Action;
  readonly atMs: number;
  fingerprint: string | undefined;
}

/** Records a run, event by event, so that it can be replayed without its test. */
export class TraceRecorder implements SimulationObserver {
  /** Why the recording cannot be replayed, if so. */
  unfit: string | undefined;
  readonly #classes: ClassTable;
  readonly #stateOf: (node: Address) => object | undefined;
  readonly #eventsMax: number;
  readonly #events: OpenEvent[] = [];
  readonly #commands = new Map<Address, OpenCommand[]>();
  readonly #nodes = new Set<Address>();
  /** Clients that have a command and no result of it, and since when. */
  readonly #waiting = new Map<Address, Omit<Wait, 'untilMs'>>();
  #longest: Wait | undefined;
  /** The node step that was recorded last, if nothing else has happened since. */
  #last: { readonly node: Address; readonly event: OpenEvent; isClientFree: boolean } | undefined;
  /** Whether the handler of that step is still running. */
  #inStep = false;
  readonly #calls: CallRecorder | undefined;
  /** What is on its way and what is set, so that each is made text once. */
  readonly #envelopes = new Map<Flight, Envelope>();
  readonly #timers = new Map<ArmedTimer, PendingTimer>();

  /** `stateOf` gives a live node's state; `onCall` hears of each handler that came back. */
  constructor(
    classes: ClassTable,
    stateOf: (node: Address) => object | undefined,
    eventsMax: number,
    onCall?: CallListener,
  ) {
    this.#classes = classes;
    this.#stateOf = stateOf;
    this.#eventsMax = eventsMax;
    this.#calls = onCall && new CallRecorder(onCall);
  }

  /** The recording so far. */
  recorded(): Pick<Trace, 'mode' | 'events' | 'workloads' | 'startLength'> {
    this.#calls?.flush();
    const workloads = new Map<Address, readonly TraceCommand[]>(this.#commands);
    const events: readonly TraceEvent[] = this.#events;
    return { mode: 'run', events, workloads, startLength: 0 };
  }

  /** The command that waited longest for its result by now, or waits for it. */
  longestWait(nowMs: number): Wait | undefined {
    for (const wait of this.#waiting.values()) this.#noteWait(wait, nowMs);
    return this.#longest;
  }

  onAdd(node: NodeBlueprint, nowMs: number): void {
    this.#nodes.add(node.address);
    if (this.#commands.has(node.address)) this.unfit = `${node.address} was added twice`;
    if (node.role === 'client') this.#commands.set(node.address, []);
    this.#begin(node.address, { kind: 'add', node }, nowMs);
  }

  onCrash(node: Address, nowMs: number): void {
    this.#nodes.delete(node);
    this.#waiting.delete(node);
    this.#note({ kind: 'crash', node }, nowMs);
  }

  onSend(flight: Flight, nowMs: number): void {
    const envelope = this.#envelope(flight);
    this.#envelopes.set(flight, envelope);
    const isOwn = this.#inStep && rootAddress(flight.from) === this.#last?.node;
    if (flight.copy === 0 && isOwn) {
      this.#calls?.sent(envelope);
      return;
    }
    this.#add({ kind: flight.copy > 0 ? 'duplicate' : 'inject', envelope }, nowMs);
  }

  onSet(timer: ArmedTimer): void {
    const pending = this.#pending(timer);
    this.#timers.set(timer, pending);
    this.#calls?.set(pending);
  }

  onDeliver(flight: Flight, nowMs: number): void {
    const envelope = this.#taken(flight);
    const node = rootAddress(flight.to);
    if (this.#nodes.has(node)) this.#begin(node, { kind: 'deliver', envelope }, nowMs);
    else this.#note({ kind: 'deliver', envelope }, nowMs);
  }

  onDrop(flight: Flight, reason: DropReason, nowMs: number): void {
    const envelope = this.#taken(flight);
    // The crash already removed the messages to that node.
    if (reason === 'crashed') return;
    this.#note({ kind: 'lose', envelope, reason }, nowMs);
  }

  onFire(timer: ArmedTimer, nowMs: number): void {
    const pending = this.#timers.get(timer) ?? this.#pending(timer);
    this.#timers.delete(timer);
    this.#begin(rootAddress(timer.owner), { kind: 'fire', timer: pending }, nowMs);
  }

  onCommand(client: Address, command: Command, nowMs: number): void {
    // A command right after the step that freed the client is part of that step.
    const atOnce = this.#last?.node === client && this.#last.isClientFree;
    const commands = this.#commands.get(client) ?? [];
    const text = encode(command, this.#classes, 'value');
    commands.push({ command: text, expected: undefined, atOnce });
    this.#commands.set(client, commands);
    this.#waiting.set(client, { client, index: commands.length - 1, fromMs: nowMs });
    if (atOnce) this.#calls?.begin(client, true, { kind: 'command', command: text });
    else this.#begin(client, { kind: 'command', client }, nowMs);
    this.#inStep = true;
    if (this.#last !== undefined) this.#last.isClientFree = false;
  }

  onResult({ client, result }: Operation, expected: object | undefined, nowMs: number): void {
    const wait = this.#waiting.get(client);
    if (wait !== undefined) this.#noteWait(wait, nowMs);
    this.#waiting.delete(client);
    if (this.#last?.node === client) this.#last.isClientFree = true;
    this.#answered(client, result);
    const command = this.#commands.get(client)?.at(-1);
    if (command === undefined || expected === undefined) return;
    command.expected = encode(expected, this.#classes, 'value');
  }

  onWarning(): void {
    this.#calls?.spoil();
  }

  onStepped(node: Address): void {
    this.#inStep = false;
    const last = this.#last;
    const text = last?.node === node ? this.#stateText(node) : undefined;
    if (last === undefined || text === undefined) return;
    last.event.fingerprint = fingerprint(text);
    this.#calls?.stepped(node, text);
  }

  onNetwork(_weather: WeatherData, links: LinksData, nowMs: number): void {
    this.#note({ kind: 'links', links }, nowMs);
  }

  #noteWait(wait: Omit<Wait, 'untilMs'>, untilMs: number): void {
    const { fromMs: from = 0, untilMs: until = 0 } = this.#longest ?? {};
    if (untilMs - wait.fromMs > until - from) this.#longest = { ...wait, untilMs };
  }

  #begin(node: Address, action: Action, nowMs: number): void {
    const event = this.#add(action, nowMs);
    this.#last = { node, event, isClientFree: action.kind === 'add' };
    this.#inStep = true;
    const cause = this.#causeOf(action);
    if (cause === undefined) this.#calls?.flush();
    else this.#calls?.begin(node, this.#waiting.has(node), cause);
  }

  #note(action: Action, nowMs: number): void {
    this.#calls?.flush();
    this.#add(action, nowMs);
    this.#last = undefined;
    this.#inStep = false;
  }

  /** What an action has a node react to. */
  #causeOf(action: Action): Trigger | undefined {
    if (action.kind === 'deliver' || action.kind === 'fire') return action;
    if (action.kind !== 'command') return undefined;
    const command = this.#commands.get(action.client)?.at(-1)?.command;
    return command && { kind: 'command', command };
  }

  /** A client that is asked for its result may change by that. */
  #answered(client: Address, result: object | undefined): void {
    const text = this.#calls && this.#stateText(client);
    if (text === undefined || result === undefined) return;
    this.#calls?.stepped(client, text);
    this.#calls?.answered(encode(result, this.#classes, 'value'));
  }

  #stateText(node: Address): Canonical | undefined {
    try {
      const state = this.#stateOf(node);
      return state && encode(state, this.#classes, 'state');
    } catch (error) {
      // Where the lab runs elsewhere, it has been found out there.
      if (!(error instanceof BadState || error instanceof LabFault)) throw error;
      // The run continues, and fails when its states are checked.
      this.unfit = `the state of ${node} holds something that cannot be state: ${error.message}`;
      return undefined;
    }
  }

  #add(action: Action, atMs: number): OpenEvent {
    const event: OpenEvent = { action, atMs, fingerprint: undefined };
    if (this.#events.length < this.#eventsMax) this.#events.push(event);
    else this.unfit = `the run has more than ${this.#eventsMax} events`;
    return event;
  }

  #envelope({ from, to, message }: Flight): Envelope {
    return { from, to, message: encode(message, this.#classes, 'value') };
  }

  /** The envelope of a message that is not on its way any more. */
  #taken(flight: Flight): Envelope {
    const envelope = this.#envelopes.get(flight) ?? this.#envelope(flight);
    this.#envelopes.delete(flight);
    return envelope;
  }

  #pending({ owner, timer, minMs, maxMs }: ArmedTimer): PendingTimer {
    return { owner, timer: encode(timer, this.#classes, 'value'), minMs, maxMs };
  }
}
