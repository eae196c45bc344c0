/** Lab 2 driven by hand, event by event, and recorded: the source of the worksheet's drawings. */
import { decode, type ClassTable } from '../src/core/canon/index.js';
import { Ping, ViewReply } from '../src/tests/lab2-primarybackup/given/lab2.js';
import type { Lab } from '../src/core/box/index.js';
import type { Address, Message } from '../src/core/lab/index.js';
import { TraceRecorder } from '../src/core/simulator/index.js';
import {
  executeRunTest,
  unitTest,
  type HandDrivenNode,
  type UnitBench,
} from '../src/core/testkit/index.js';
import type { Trace } from '../src/core/trace/index.js';
import { lab2, VIEW_SERVER } from '../src/tests/lab2-primarybackup/subjects.js';

const EVENTS_MAX = 1000;

/** The nodes of lab 2; messages arrive and timers fire when the flow says so. */
export class CallFlow {
  readonly #bench: UnitBench;
  readonly #recorder: TraceRecorder;
  readonly #nodes = new Map<Address, HandDrivenNode>();
  /** Servers whose first ping, from `init`, has not arrived. */
  readonly #unheard = new Set<Address>();
  #crashes = 0;

  constructor(bench: UnitBench, recorder: TraceRecorder) {
    this.#bench = bench;
    this.#recorder = recorder;
    this.#nodes.set(VIEW_SERVER, bench.node(lab2.server(VIEW_SERVER)));
  }

  start(server: Address): void {
    this.#nodes.set(server, this.#bench.node(lab2.server(server)));
    this.#unheard.add(server);
  }

  /** The server's ping arrives: the one of its start, or that of its next timer; then the reply. */
  ping(server: Address): void {
    this.pingOnly(server);
    this.#deliverNewest(VIEW_SERVER, server);
  }

  /** The server's ping arrives, and its reply is still in flight. */
  pingOnly(server: Address): void {
    if (!this.#unheard.delete(server)) this.#node(server).fire('PingTimer');
    this.#deliverNewest(server, VIEW_SERVER);
  }

  /**
   * The last message from one server to another arrives: a state transfer, or its acknowledgement.
   */
  arrives(from: Address, to: Address): void {
    this.#deliverNewest(from, to);
  }

  /** One check timer of the view server fires. */
  check(): void {
    this.#node(VIEW_SERVER).fire('PingCheckTimer');
  }

  crash(server: Address): void {
    this.#nodes.delete(server);
    this.#recorder.onCrash(server, this.#crashes++);
  }

  #deliverNewest(from: Address, to: Address): void {
    const flight = this.#node(from).sent.findLast((sent) => sent.to === to);
    if (flight === undefined) throw new Error(`${from} has sent nothing to ${to}`);
    this.#node(to).deliver(flight.message as Message, from);
  }

  #node(address: Address): HandDrivenNode {
    const node = this.#nodes.get(address);
    if (node === undefined) throw new Error(`${address} is not there`);
    return node;
  }
}

/** Runs a flow on a lab; `answer` is the last line of its diagram. */
export function record(
  lab: Lab,
  flow: (flow: CallFlow) => void,
  head: Pick<Trace, 'test' | 'solution'> & { readonly answer: string },
): Trace {
  let recorder: TraceRecorder | undefined;
  const test = unitTest((bench) => {
    if (recorder !== undefined) flow(new CallFlow(bench, recorder));
  });
  const { failure } = executeRunTest(test, lab, {
    seed: 1,
    limitMs: Infinity,
    eventsMax: EVENTS_MAX,
    timeouts: true,
    logThreshold: Infinity,
    observersOf: (host) => {
      recorder = new TraceRecorder(lab.classes, (node) => host.peek(node), EVENTS_MAX);
      return [recorder];
    },
  });
  if (failure !== undefined) throw new Error(`${head.test}: ${failure.message}`);
  if (recorder === undefined) throw new Error(`${head.test}: nothing was recorded`);
  return {
    ...recorder.recorded(),
    lab: '2',
    test: head.test,
    seed: 1,
    solution: head.solution,
    harness: 'worksheet',
    classes: lab.classes.catalogue(),
    verdict: { verdict: 'passed', detail: head.answer },
  };
}

/** Pings, view replies, check timers and crashes, in order: `server1: Ping 0`. */
export function callsOf(trace: Trace, classes: ClassTable): string[] {
  return trace.events.flatMap(({ action }) => {
    if (action.kind === 'crash') return [`${action.node} crashes`];
    if (action.kind === 'fire' && action.timer.owner === VIEW_SERVER) return ['check'];
    if (action.kind !== 'deliver') return [];
    const { from, to } = action.envelope;
    const message = decode(action.envelope.message, classes);
    if (message instanceof Ping) return [`${from}: Ping ${message.viewNum}`];
    if (!(message instanceof ViewReply)) return [`${from} → ${to}`];
    const { viewNum, primary, backup } = message.view;
    return [`${to}: View ${viewNum} {${primary ?? '–'}, ${backup ?? '–'}}`];
  });
}
