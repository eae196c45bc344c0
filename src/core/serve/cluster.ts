import { randomBytes } from 'node:crypto';
import type { CompiledLab } from '../box/index.js';
import { decode, encode, type ClassTable } from '../canon/index.js';
import type { LabTermsData } from '../given/index.js';
import { Append, Get, Put } from '../given/kvstore.js';
import type { Address, Command, Result } from '../lab/index.js';
import { LINEARIZABLE, type HistoryTruth } from '../predicate/index.js';
import { UsageError, type LabFaultData } from '../support/index.js';
import type { LogRecord, Subjects } from '../testkit/index.js';
import type { History, Operation } from '../workload/index.js';
import { ServedNode } from './served-node.js';

/** A lab to run for real. */
export interface ServedLab {
  readonly lab: CompiledLab;
  readonly terms: LabTermsData;
  /** Has the given classes. */
  readonly classes: ClassTable;
  readonly subjects: Subjects;
}

/** Events of a running system. */
export interface ClusterEvents {
  readonly logThreshold: number;
  readonly onLog: (record: LogRecord) => void;
  /** A node is gone although nobody crashed it. */
  readonly onLost: (node: Address, how: LabFaultData | string) => void;
}

/** What became of a command: its result as text and how long it took, or no result in time. */
export type CommandEnd =
  | { readonly kind: 'result'; readonly shown: string; readonly tookMs: number }
  | { readonly kind: 'waiting'; readonly waitedMs: number }
  /** The client's process is gone. */
  | { readonly kind: 'gone' };

const STORE = [Get, Put, Append];

interface OpenOperation extends Operation {
  /** The result as text. */
  shown: string;
  result: Result | undefined;
  respondedMs: number | undefined;
}

interface Member {
  readonly node: ServedNode;
  readonly role: 'server' | 'client';
  port: number;
  isGone: boolean;
}

/**
 * The nodes of one lab as processes that talk over TCP on this machine, with real timers. Unlike in
 * the simulator, the clock runs by itself and no schedule can be repeated.
 */
export class LiveCluster {
  readonly #served: ServedLab;
  readonly #events: ClusterEvents;
  readonly #token = randomBytes(16).toString('hex');
  readonly #zeroMs = performance.timeOrigin + performance.now();
  readonly #members = new Map<Address, Member>();
  readonly #operations: OpenOperation[] = [];
  /** What to do when a waiting client has its result or is gone, by client. */
  readonly #waiting = new Map<Address, { operation: OpenOperation; settle: () => void }>();

  constructor(served: ServedLab, events: ClusterEvents) {
    this.#served = served;
    this.#events = events;
  }

  /**
   * The nodes in the order they were added, with their processes and ports, including those that
   * are gone.
   */
  get nodes(): readonly {
    readonly address: Address;
    readonly role: 'server' | 'client';
    readonly pid: number | undefined;
    readonly port: number;
    readonly isGone: boolean;
  }[] {
    return [...this.#members].map(([address, { node, role, port, isGone }]) => {
      return { address, role, pid: node.pid, port, isGone };
    });
  }

  /** The clients waiting for a result. */
  get waiting(): ReadonlySet<Address> {
    return new Set(this.#waiting.keys());
  }

  /** The clients' commands and results, with times since the start. */
  get history(): History {
    return this.#operations;
  }

  /** Adds nodes: all of them listen before the first one starts. */
  async add(addresses: readonly Address[], role: 'server' | 'client'): Promise<void> {
    for (const address of addresses) {
      if (this.#members.has(address)) {
        throw new UsageError('LT004', `there is or was a node ${address}; take another name`);
      }
    }
    const { lab, terms, subjects } = this.#served;
    const load = {
      kind: 'load',
      lab,
      terms,
      token: this.#token,
      zeroMs: this.#zeroMs,
      logThreshold: this.#events.logThreshold,
    } as const;
    const added = addresses.map((address) => {
      const blueprint = subjects[role](address);
      const node = new ServedNode(blueprint, load, {
        onLog: this.#events.onLog,
        onResult: (result, shown) => this.#answered(address, result, shown),
        onEnd: (how) => this.#ended(address, how),
      });
      const member: Member = { node, role, port: 0, isGone: false };
      this.#members.set(address, member);
      return { blueprint, member };
    });
    await Promise.all(
      added.map(async ({ member }) => {
        member.port = await member.node.port;
      }),
    );
    this.#tellPeers();
    for (const { blueprint, member } of added) member.node.tell({ kind: 'start', node: blueprint });
    await Promise.all(added.map(({ member }) => member.node.started));
  }

  /** Kills a node's process: it is gone for good, as in a test. */
  crash(address: Address): void {
    const member = this.#living(address);
    member.isGone = true;
    member.node.crash();
    this.#tellPeers();
  }

  /**
   * Gives a command to a client and waits for its result, up to a limit. A client that is still
   * waiting gets no other command.
   */
  async ask(client: Address, command: Command, waitMsMax: number): Promise<CommandEnd> {
    const member = this.#living(client);
    if (member.role !== 'client') throw new UsageError('LT004', `${client} is not a client`);
    if (this.#waiting.has(client)) {
      throw new UsageError('LT004', `${client} still waits for a result: ask another client`);
    }
    const invokedMs = this.#nowMs;
    const operation: OpenOperation = {
      client,
      command,
      shown: '',
      result: undefined,
      invokedMs,
      respondedMs: undefined,
    };
    this.#operations.push(operation);
    const text = encode(command, this.#served.classes, 'value');
    const settled = new Promise<void>((settle) => {
      this.#waiting.set(client, { operation, settle });
      setTimeout(settle, waitMsMax).unref();
    });
    member.node.tell({ kind: 'command', command: text });
    await settled;
    if (operation.respondedMs !== undefined) {
      const { shown, respondedMs } = operation;
      return { kind: 'result', shown, tookMs: respondedMs - invokedMs };
    }
    return member.isGone ? { kind: 'gone' } : { kind: 'waiting', waitedMs: waitMsMax };
  }

  /**
   * Whether what the clients have seen is linearizable; undefined if it is not a key-value store.
   */
  judge(): HistoryTruth | undefined {
    const isStore = this.history.every(({ command }) =>
      STORE.some((kind) => command instanceof kind),
    );
    return isStore ? LINEARIZABLE.test(this.history) : undefined;
  }

  /** Ends every process. */
  stop(): void {
    for (const member of this.#members.values()) {
      member.isGone = true;
      member.node.crash();
    }
  }

  get #nowMs(): number {
    return performance.timeOrigin + performance.now() - this.#zeroMs;
  }

  #living(address: Address): Member {
    const member = this.#members.get(address);
    if (member !== undefined && !member.isGone) return member;
    const names = this.nodes.filter(({ isGone }) => !isGone).map((each) => each.address);
    throw new UsageError('LT004', `there is no node ${address}`, [`there are ${names.join(', ')}`]);
  }

  #tellPeers(): void {
    const living = [...this.#members].filter(([, { isGone }]) => !isGone);
    const ports = new Map(living.map(([address, { port }]) => [address, port]));
    for (const [, { node }] of living) node.tell({ kind: 'peers', ports });
  }

  #answered(client: Address, result: Parameters<typeof decode>[0], shown: string): void {
    const waits = this.#waiting.get(client);
    if (waits === undefined) return;
    this.#waiting.delete(client);
    waits.operation.respondedMs = this.#nowMs;
    waits.operation.result = decode(result, this.#served.classes) as Result;
    waits.operation.shown = shown;
    waits.settle();
  }

  #ended(address: Address, how: LabFaultData | string): void {
    const member = this.#members.get(address);
    if (member === undefined) return;
    const wasAsked = member.isGone;
    member.isGone = true;
    this.#waiting.get(address)?.settle();
    if (wasAsked) return;
    this.#tellPeers();
    this.#events.onLost(address, how);
  }
}
