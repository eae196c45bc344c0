/**
 * Entry point of the process of one node: real timers, and other nodes over TCP. Its realm is
 * locked down before the lab's code is evaluated, so the code runs in the same environment as in
 * every test.
 */
import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import process from 'node:process';
import { LiveHost, loadLab, lockdownRealm, type LiveEffects } from '../box/index.js';
import { decode, encode, print, type Canonical } from '../canon/index.js';
import { loadTerms } from '../given/index.js';
import { rootAddress, type Address, type Command } from '../lab/index.js';
import { assert, LabFault } from '../support/index.js';
import type { SimulationObserver } from '../simulator/index.js';
import { runLog } from '../testkit/index.js';
import type { FromNode, ToNode, WireMessage } from './protocol.js';
import { HOST, Peers, readMessages } from './wire.js';

const send = process.send?.bind(process);
assert(send !== undefined, 'this file is started by labtest serve, as a process');
const say = (message: FromNode): void => void send(message);
const now = performance.now.bind(performance);
const later = setTimeout;

let node: ServedNode | undefined;

process.on('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', (message: ToNode) => void handle(message));

async function handle(message: ToNode): Promise<void> {
  if (message.kind === 'load') return load(message);
  assert(node !== undefined, `${message.kind} came before the lab`);
  const served = node;
  switch (message.kind) {
    case 'peers':
      served.peers.ports = message.ports;
      return;
    case 'start':
      guarded(() => served.start(message.node));
      return say({ kind: 'started' });
    case 'command':
      return guarded(() => served.command(message.command));
  }
}

async function load(order: Extract<ToNode, { kind: 'load' }>): Promise<void> {
  const terms = await loadTerms(order.terms);
  const server = createServer({ noDelay: true });
  server.on('connection', (socket) =>
    readMessages(socket, order.token, (message) => guarded(() => node?.deliver(message))),
  );
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  lockdownRealm();
  guarded(() => {
    const lab = loadLab(order.lab, terms, { console: (text) => node?.printed(text) });
    node = new ServedNode(new LiveHost(lab), order);
    say({ kind: 'listening', port: (server.address() as AddressInfo).port });
  });
}

/** If the lab's code fails, this node ends, as in a test. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    send?.({ kind: 'fault', fault: error.data } satisfies FromNode, () => process.exit(1));
  }
}

/** One live node, its timers and its connections. */
class ServedNode {
  readonly peers: Peers;
  readonly #host: LiveHost;
  readonly #zeroMs: number;
  readonly #log: SimulationObserver;
  #address: Address | undefined;
  #isWaiting = false;
  #ids = 0;

  constructor(host: LiveHost, order: Extract<ToNode, { kind: 'load' }>) {
    this.#host = host;
    this.#zeroMs = order.zeroMs;
    const write: Parameters<typeof runLog>[0]['write'] = (record) => say({ kind: 'log', record });
    this.#log = runLog({ threshold: order.logThreshold, write }, host.classes);
    host.logSink = {
      threshold: order.logThreshold,
      write: (level, text) => this.#log.onLog?.(this.#own, level, text, this.#nowMs),
    };
    this.peers = new Peers(order.token, (lost) => {
      this.#log.onDrop?.(this.#flight(lost), 'no node', this.#nowMs);
    });
  }

  start(blueprint: Parameters<LiveHost['add']>[0]): void {
    this.#address = blueprint.address;
    this.#log.onAdd?.(blueprint, this.#nowMs);
    this.#finish(this.#host.add(blueprint));
  }

  command(text: Canonical): void {
    const command = decode(text, this.#host.classes) as Command;
    this.#isWaiting = true;
    this.#log.onCommand?.(this.#own, command, this.#nowMs);
    this.#finish(this.#host.command(this.#own, command));
  }

  /** Messages that arrive before the node exists are lost. */
  deliver(wire: WireMessage): void {
    if (this.#address === undefined || rootAddress(wire.to) !== this.#address) return;
    const flight = this.#flight(wire);
    this.#log.onDeliver?.(flight, this.#nowMs);
    this.#finish(this.#host.deliver(wire.from, wire.to, flight.message, 'itself'));
  }

  printed(text: string): void {
    this.#log.onLog?.(this.#own, 'INFO', text, this.#nowMs);
  }

  get #own(): Address {
    assert(this.#address !== undefined, 'there is no node yet');
    return this.#address;
  }

  get #nowMs(): number {
    return performance.timeOrigin + now() - this.#zeroMs;
  }

  #finish({ sends, sets }: LiveEffects): void {
    for (const { from, to, message } of sends) {
      const wire = { from, to, message: encode(message, this.#host.classes, 'value') };
      this.#log.onSend?.(this.#flight(wire), this.#nowMs);
      const target = rootAddress(to);
      // What a node sends to itself needs no network, but still arrives later.
      if (target === this.#own) later(() => guarded(() => this.deliver(wire)), 0);
      else this.peers.send(target, wire);
    }
    for (const set of sets) {
      const setMs = this.#nowMs;
      const delayMs = set.minMs + (set.maxMs - set.minMs) * (randomInt(1_000_001) / 1_000_000);
      const armed = { ...set, id: ++this.#ids, setMs, atMs: setMs + delayMs };
      this.#log.onSet?.(armed, setMs);
      later(() => guarded(() => this.#fire(armed)), delayMs);
    }
    this.#host.checkState(this.#own);
    this.#takeResult();
  }

  #fire(armed: Parameters<NonNullable<SimulationObserver['onFire']>>[0]): void {
    this.#log.onFire?.(armed, this.#nowMs);
    this.#finish(this.#host.fire(armed.owner, armed.timer, 'itself'));
  }

  #takeResult(): void {
    if (!this.#isWaiting) return;
    const result = this.#host.resultOf(this.#own);
    if (result === undefined) return;
    this.#isWaiting = false;
    const { classes } = this.#host;
    say({
      kind: 'result',
      result: encode(result, classes, 'value'),
      shown: print(result, classes),
    });
  }

  #flight({ from, to, message }: WireMessage) {
    const atMs = this.#nowMs;
    const decoded = decode(message, this.#host.classes) as object;
    return { id: ++this.#ids, copy: 0, from, to, message: decoded, sentMs: atMs, atMs };
  }
}
