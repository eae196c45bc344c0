import { ClassTable } from '../canon/index.js';
import { ThreadHandlers, type Lab } from '../box/index.js';
import {
  Command,
  Message,
  Node,
  Timer,
  toAddress,
  Result,
  type Address,
  type Client,
} from '../lab/index.js';
import { CLIENTS_DONE, RESULTS_OK } from '../predicate/index.js';
import { LabFault } from '../support/index.js';
import { Links, Stepper, type SystemPlan } from '../system/index.js';
import type { Workload } from '../workload/index.js';
import type { SearchProblem, SearchSettings } from './search.js';

const RETRY_MILLIS = 10;

/** What a client asks. */
export class Ping extends Command {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

/** The answer to a {@link Ping}: the same value. */
export class Pong extends Result {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

class PingRequest extends Message {
  readonly ping: Ping;
  constructor(ping: Ping) {
    super();
    this.ping = ping;
  }
}

class PongReply extends Message {
  readonly pong: Pong;
  constructor(pong: Pong) {
    super();
    this.pong = pong;
  }
}

class PingTimer extends Timer {
  readonly ping: Ping;
  constructor(ping: Ping) {
    super();
    this.ping = ping;
  }
}

class PingServer extends Node {
  init(): void {}
  handlePingRequest(request: PingRequest, sender: Address): void {
    if (request.ping.value === 'boom-2') throw new Error('no booms');
    this.send(new PongReply(new Pong(request.ping.value)), sender);
  }
}

class PingClient extends Node implements Client {
  ping: Ping | undefined;
  pong: Pong | undefined;
  readonly server: Address;
  constructor(address: Address, server: Address) {
    super(address);
    this.server = server;
  }
  init(): void {}
  sendCommand(command: Ping): void {
    this.ping = command;
    this.pong = undefined;
    this.send(new PingRequest(command), this.server);
    this.set(new PingTimer(command), RETRY_MILLIS);
  }
  hasResult(): boolean {
    return this.pong !== undefined;
  }
  getResult(): Result | undefined {
    return this.pong;
  }
  handlePongReply(reply: PongReply): void {
    if (this.ping?.value === reply.pong.value) this.pong = reply.pong;
  }
  onPingTimer(timer: PingTimer): void {
    if (this.ping?.value !== timer.ping.value || this.pong !== undefined) return;
    this.send(new PingRequest(this.ping), this.server);
    this.set(timer, RETRY_MILLIS);
  }
}

/** Accepts any pong as its own, a mistake that a stale pong reveals. */
class HastyClient extends PingClient {
  override handlePongReply(reply: PongReply): void {
    this.pong = reply.pong;
  }
}

const CLASSES = { PingServer, PingClient, HastyClient };

function pingPongLab(): Lab {
  const classes = new ClassTable();
  for (const kind of [Ping, Pong, PingRequest, PongReply, PingTimer, ...Object.values(CLASSES)]) {
    classes.register(kind, `lab.${kind.name}`, kind.name);
  }
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, args) => {
      const kind = CLASSES[name as keyof typeof CLASSES];
      return new kind(...(args as [Address, Address]));
    },
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing} threw ${String(thrown)}` }),
  };
}

/** Which ping-pong system a test searches. */
export interface PingPong {
  readonly clients: number;
  readonly pings: number;
  readonly client?: 'PingClient' | 'HastyClient';
  /** The text of the pings, before their number. */
  readonly text?: string;
}

/** One server, and clients that ping it. */
export function pingPong(system: PingPong): SearchProblem {
  const { clients, pings, client = 'PingClient', text = 'ping' } = system;
  const server = toAddress('pingserver');
  const workload: Workload = {
    size: pings,
    pauseMs: 0,
    commandAt: (index) => new Ping(`${text}-${index + 1}`),
    expectedAt: (index) => new Pong(`${text}-${index + 1}`),
  };
  const addresses = Array.from({ length: clients }, (_, i) => toAddress(`client${i + 1}`));
  const plan: SystemPlan = {
    nodes: [
      { address: server, export: 'PingServer', args: [server], role: 'server' },
      ...addresses.map((address) => ({
        address,
        export: client,
        args: [address, server],
        role: 'client' as const,
      })),
    ],
    workloads: new Map(addresses.map((address) => [address, workload])),
  };
  const lab = pingPongLab();
  const handlers = new ThreadHandlers(lab);
  const start = new Stepper(plan, handlers, lab.classes).initial();
  return { plan, start, handlers, classes: lab.classes };
}

/** Breadth-first to exhaustion: results must be right, and finished clients are pruned. */
export const PING_PONG_SETTINGS: SearchSettings = {
  links: Links.all,
  invariants: [RESULTS_OK],
  goals: [],
  prunes: [CLIENTS_DONE],
  strategy: 'bfs',
  depthMax: Infinity,
  statesMax: Infinity,
  timeMaxMs: 600_000,
  memoryMaxBytes: 8e9,
  seed: 1,
  workers: 1,
  diamonds: true,
  patience: Infinity,
};
