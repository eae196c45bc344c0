import { GivenModules } from '../given/index.js';
import { AppendResult, type Append } from '../given/kvstore.js';
import type { Lab } from '../box/index.js';
import {
  Message,
  Node,
  Timer,
  toAddress,
  type Address,
  type Client,
  type Command,
  type Result,
} from '../lab/index.js';
import { LabFault } from '../support/index.js';
import type { NodeBlueprint } from '../system/index.js';

export class Request extends Message {
  readonly number: number;
  readonly command: Append;
  constructor(number: number, command: Append) {
    super();
    this.number = number;
    this.command = command;
  }
}
export class Reply extends Message {
  readonly number: number;
  readonly value: string;
  constructor(number: number, value: string) {
    super();
    this.number = number;
    this.value = value;
  }
}
export class RetryTimer extends Timer {
  readonly number: number;
  constructor(number: number) {
    super();
    this.number = number;
  }
}

/** Appends every request it gets, even repeated ones: at-least-once semantics. */
export class AppendServer extends Node {
  values = new Map<string, string>();
  init(): void {
    // Waits for a request.
  }
  handleRequest(request: Request, sender: Address): void {
    this.append(request, sender);
  }
  protected append({ number, command }: Request, sender: Address): void {
    const value = (this.values.get(command.key) ?? '') + command.value;
    this.values.set(command.key, value);
    this.send(new Reply(number, value), sender);
  }
}

/** Appends each request once: the wrong server after its fix. */
export class OnceServer extends AppendServer {
  last = new Map<Address, Reply>();
  override handleRequest(request: Request, sender: Address): void {
    const known = this.last.get(sender);
    if (known !== undefined && known.number >= request.number) {
      if (known.number === request.number) this.send(known, sender);
      return;
    }
    super.handleRequest(request, sender);
    const value = this.values.get(request.command.key) ?? '';
    this.last.set(sender, new Reply(request.number, value));
  }
}

/** Throws at the second request. */
export class BreakingServer extends AppendServer {
  override handleRequest(request: Request, sender: Address): void {
    if (request.number > 1) throw new Error(`no request ${request.number}, please`);
    super.handleRequest(request, sender);
  }
}

/** Does not answer a request a second time. */
export class StuckServer extends AppendServer {
  newest = new Map<Address, number>();
  override handleRequest(request: Request, sender: Address): void {
    if ((this.newest.get(sender) ?? 0) >= request.number) return;
    this.newest.set(sender, request.number);
    super.handleRequest(request, sender);
  }
}

export class AppendClient extends Node implements Client {
  number = 0;
  command: Append | undefined;
  result: AppendResult | undefined;
  readonly server: Address;
  constructor(address: Address, server: Address) {
    super(address);
    this.server = server;
  }
  init(): void {
    // Waits for a command.
  }
  sendCommand(command: Command): void {
    this.number++;
    this.command = command as Append;
    this.result = undefined;
    this.request();
  }
  hasResult(): boolean {
    return this.result !== undefined;
  }
  getResult(): Result | undefined {
    return this.result;
  }
  handleReply(reply: Reply): void {
    if (reply.number === this.number) this.result ??= new AppendResult(reply.value);
  }
  onRetryTimer({ number }: RetryTimer): void {
    if (number === this.number && this.result === undefined) this.request();
  }
  private request(): void {
    this.send(new Request(this.number, this.command as Append), this.server);
    this.set(new RetryTimer(this.number), 10);
  }
}

const SERVERS = { AppendServer, OnceServer, BreakingServer, StuckServer } as const;

/** A lab whose `Server` is one of the above. Its classes' ids count from `firstId`. */
export function appendLab(server: keyof typeof SERVERS = 'AppendServer', firstId = 0): Lab {
  const classes = GivenModules.basic.createTable();
  const own = [SERVERS[server], AppendClient, Request, Reply, RetryTimer];
  for (const [i, c] of own.entries()) {
    classes.register(c, String(firstId + i), i === 0 ? 'Server' : c.name);
  }
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (name, [address, other]) =>
      name === 'Server'
        ? new SERVERS[server](address as Address)
        : new AppendClient(address as Address, other as Address),
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing} threw: ${String(thrown)}` }),
  };
}

export const server1 = toAddress('server1');

export function clientAddress(number: number): Address {
  return toAddress(`client${number}`);
}

export const serverBlueprint: NodeBlueprint = {
  address: server1,
  export: 'Server',
  args: [server1],
  role: 'server',
};

export function clientBlueprint(number: number): NodeBlueprint {
  const address = clientAddress(number);
  return { address, export: 'Client', args: [address, server1], role: 'client' };
}
