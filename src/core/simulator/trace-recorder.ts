import { BadState, encode, fingerprint, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Address, type Command } from '../lab/index.js';
import type { ArmedTimer, Flight, LinksData, WeatherData } from '../schedule/index.js';
import type { Action, Envelope, NodeBlueprint, PendingTimer } from '../system/index.js';
import type { Trace, TraceCommand, TraceEvent } from '../trace/index.js';
import type { Operation } from '../workload/index.js';
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

/** Records a run so that it can be taken again without its test: event by event. */
export class TraceRecorder implements SimulationObserver {
  /** Why what was recorded cannot be taken again, if so. */
  unfit: string | undefined;
  readonly #classes: ClassTable;
  readonly #stateOf: (node: Address) => object | undefined;
  readonly #eventsMax: number;
  readonly #events: OpenEvent[] = [];
  readonly #commands = new Map<Address, OpenCommand[]>();
  readonly #nodes = new Set<Address>();
  /** The node's step that was recorded last, if nothing else happened since. */
  #last: { readonly node: Address; readonly event: OpenEvent; isClientFree: boolean } | undefined;
  /** Whether the handler of that step is still running. */
  #inStep = false;

  /** `stateOf` gives a live node's state. */
  constructor(
    classes: ClassTable,
    stateOf: (node: Address) => object | undefined,
    eventsMax: number,
  ) {
    this.#classes = classes;
    this.#stateOf = stateOf;
    this.#eventsMax = eventsMax;
  }

  /** What was recorded so far. */
  recorded(): Pick<Trace, 'mode' | 'events' | 'workloads' | 'startLength'> {
    const workloads = new Map<Address, readonly TraceCommand[]>(this.#commands);
    const events: readonly TraceEvent[] = this.#events;
    return { mode: 'run', events, workloads, startLength: 0 };
  }

  onAdd(node: NodeBlueprint, nowMs: number): void {
    this.#nodes.add(node.address);
    if (this.#commands.has(node.address)) this.unfit = `${node.address} was added twice`;
    if (node.role === 'client') this.#commands.set(node.address, []);
    this.#begin(node.address, { kind: 'add', node }, nowMs);
  }

  onCrash(node: Address, nowMs: number): void {
    this.#nodes.delete(node);
    this.#note({ kind: 'crash', node }, nowMs);
  }

  onSend(flight: Flight, nowMs: number): void {
    const isOwn = this.#inStep && rootAddress(flight.from) === this.#last?.node;
    if (flight.copy === 0 && isOwn) return;
    const kind = flight.copy > 0 ? 'duplicate' : 'inject';
    this.#add({ kind, envelope: this.#envelope(flight) }, nowMs);
  }

  onDeliver(flight: Flight, nowMs: number): void {
    const action: Action = { kind: 'deliver', envelope: this.#envelope(flight) };
    const node = rootAddress(flight.to);
    if (this.#nodes.has(node)) this.#begin(node, action, nowMs);
    else this.#note(action, nowMs);
  }

  onDrop(flight: Flight, reason: DropReason, nowMs: number): void {
    // Those to a crashed node went with it.
    if (reason === 'crashed') return;
    this.#note({ kind: 'lose', envelope: this.#envelope(flight), reason }, nowMs);
  }

  onFire({ owner, timer, minMs, maxMs }: ArmedTimer, nowMs: number): void {
    const text = encode(timer, this.#classes, 'value');
    const pending: PendingTimer = { owner, timer: text, minMs, maxMs };
    this.#begin(rootAddress(owner), { kind: 'fire', timer: pending }, nowMs);
  }

  onCommand(client: Address, command: Command, nowMs: number): void {
    // Right after the step in which the client got free, it is part of that step.
    const atOnce = this.#last?.node === client && this.#last.isClientFree;
    const commands = this.#commands.get(client) ?? [];
    commands.push({
      command: encode(command, this.#classes, 'value'),
      expected: undefined,
      atOnce,
    });
    this.#commands.set(client, commands);
    if (!atOnce) this.#begin(client, { kind: 'command', client }, nowMs);
    this.#inStep = true;
    if (this.#last !== undefined) this.#last.isClientFree = false;
  }

  onResult({ client }: Operation, expected: object | undefined): void {
    if (this.#last?.node === client) this.#last.isClientFree = true;
    const command = this.#commands.get(client)?.at(-1);
    if (command === undefined || expected === undefined) return;
    command.expected = encode(expected, this.#classes, 'value');
  }

  onStepped(node: Address): void {
    this.#inStep = false;
    const last = this.#last;
    const state = this.#stateOf(node);
    if (last?.node !== node || state === undefined) return;
    try {
      last.event.fingerprint = fingerprint(encode(state, this.#classes, 'state'));
    } catch (error) {
      if (!(error instanceof BadState)) throw error;
      // The run goes on, and is told to be wrong when its states are checked.
      this.unfit = `the state of ${node} holds what is no state: ${error.message}`;
    }
  }

  onNetwork(_weather: WeatherData, links: LinksData, nowMs: number): void {
    this.#note({ kind: 'links', links }, nowMs);
  }

  #begin(node: Address, action: Action, nowMs: number): void {
    const event = this.#add(action, nowMs);
    this.#last = { node, event, isClientFree: action.kind === 'add' };
    this.#inStep = true;
  }

  #note(action: Action, nowMs: number): void {
    this.#add(action, nowMs);
    this.#last = undefined;
    this.#inStep = false;
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
}
