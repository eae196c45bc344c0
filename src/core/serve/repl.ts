import { toAddress, type Address, type Command } from '../lab/index.js';
import { shownLine, UsageError } from '../support/index.js';
import { client, server } from '../testkit/index.js';
import type { CommandEnd, LiveCluster } from './cluster.js';

const HELP = [
  'put KEY VALUE · append KEY VALUE · get KEY   by the first client that is not waiting',
  'client2 get KEY    by this client',
  'nodes              which are alive, in which process, at which port',
  'crash server1      kills its process, for good',
  'add server4        adds a server, or a client',
  'wait 500           does nothing for this many milliseconds',
  'judge              whether what the clients have seen is linearizable',
  'help · quit',
];

/** A parsed line of input. */
type Line =
  | { readonly kind: 'quit' | 'help' | 'nodes' | 'judge' | 'nothing' }
  | { readonly kind: 'crash' | 'add'; readonly node: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'ask'; readonly client: Address | undefined; readonly command: Command };

/** Takes lines one by one and answers them: a person drives a real system by typing. */
export class Repl {
  readonly #cluster: LiveCluster;
  readonly #parse: (text: string) => readonly Command[];
  readonly #waitMsMax: number;
  readonly #print: (line: string) => void;
  #isViolated = false;

  constructor(options: {
    readonly cluster: LiveCluster;
    /** Reads a command as `PUT:key:value`; throws `UsageError`. */
    readonly parse: (text: string) => readonly Command[];
    readonly waitMsMax: number;
    readonly print: (line: string) => void;
  }) {
    this.#cluster = options.cluster;
    this.#parse = options.parse;
    this.#waitMsMax = options.waitMsMax;
    this.#print = options.print;
  }

  /** Whether a judgement so far found a violation. */
  get isViolated(): boolean {
    return this.#isViolated;
  }

  /** Answers a line. Returns whether to read another one. */
  async take(text: string): Promise<boolean> {
    try {
      return await this.#answer(this.#read(text));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#print(error.message);
      for (const next of error.next) this.#print(`  ${next}`);
      return true;
    }
  }

  /** Says whether everything that the clients have seen is linearizable. */
  judge(): void {
    const { length } = this.#cluster.history;
    const truth = this.#cluster.judge();
    if (truth === undefined) return this.#print('these are not commands of a key-value store');
    const what = `${length} ${length === 1 ? 'command' : 'commands'}`;
    if (truth.holds === true) return this.#print(`linearizable: ${what}`);
    this.#isViolated ||= truth.holds === false;
    this.#print(`${truth.holds === false ? 'NOT LINEARIZABLE' : 'unknown'}: ${truth.detail ?? ''}`);
    for (const line of truth.lines ?? []) this.#print(`  ${shownLine(line)}`);
  }

  async #answer(line: Line): Promise<boolean> {
    switch (line.kind) {
      case 'quit':
        return false;
      case 'nothing':
        return true;
      case 'help':
        for (const each of HELP) this.#print(each);
        return true;
      case 'judge':
        this.judge();
        return true;
      case 'nodes':
        for (const each of this.#nodes()) this.#print(each);
        return true;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, line.ms));
        return true;
      case 'crash':
        this.#cluster.crash(toAddress(line.node));
        this.#print(`${line.node} is gone`);
        return true;
      case 'add':
        await this.#add(line.node);
        return true;
      case 'ask':
        await this.#ask(line.client ?? this.#free(), line.command);
        return true;
    }
  }

  async #add(name: string): Promise<void> {
    const [, role, number] = /^(server|client)(\d+)$/.exec(name) ?? [];
    if (role === undefined) throw new UsageError('LT004', `add server4, or add client3`);
    const address = role === 'server' ? server(Number(number)) : client(Number(number));
    await this.#cluster.add([address], role as 'server' | 'client');
    this.#print(`${address} has started`);
  }

  async #ask(who: Address, command: Command): Promise<void> {
    const answer = await this.#cluster.ask(who, command, this.#waitMsMax);
    this.#print(`${who}: ${answerText(answer)}`);
  }

  /** The first client that is not waiting. */
  #free(): Address {
    const { nodes, waiting } = this.#cluster;
    const living = nodes.filter(({ role, isGone }) => role === 'client' && !isGone);
    const free = living.find(({ address }) => !waiting.has(address));
    if (free !== undefined) return free.address;
    throw new UsageError('LT004', 'every client is waiting for a result', [
      'another one: add client3',
    ]);
  }

  #nodes(): string[] {
    return this.#cluster.nodes.map(({ address, pid, port, isGone }) => {
      return `${address.padEnd(12)} ${isGone ? 'gone' : `process ${pid ?? '–'}, port ${port}`}`;
    });
  }

  #read(text: string): Line {
    const words = text.trim().split(/\s+/);
    const [first = '', second = ''] = words;
    if (first === '' || first.startsWith('#')) return { kind: 'nothing' };
    switch (first) {
      case 'quit':
      case 'exit':
        return { kind: 'quit' };
      case 'help':
      case 'nodes':
      case 'judge':
        return { kind: first };
      case 'crash':
      case 'add':
        return { kind: first, node: second };
      case 'wait':
        return { kind: 'wait', ms: milliseconds(second) };
    }
    const isClient = /^client\d+$/.test(first);
    const asked = isClient ? words.slice(1) : words;
    const [command] = this.#parse(asked.join(':'));
    if (command === undefined) throw new UsageError('LT004', 'a command is missing');
    return { kind: 'ask', client: isClient ? client(Number(first.slice(6))) : undefined, command };
  }
}

function milliseconds(text: string): number {
  const ms = Number(text);
  if (text !== '' && ms >= 0 && ms <= 60_000) return ms;
  throw new UsageError('LT004', `wait ${text}: it takes 0 to 60000 milliseconds`);
}

function answerText(answer: CommandEnd): string {
  switch (answer.kind) {
    case 'result':
      return `${shownLine(answer.shown)}   (${answer.tookMs.toFixed(1)} ms)`;
    case 'waiting':
      return `no result after ${answer.waitedMs / 1000} s; it keeps waiting`;
    case 'gone':
      return 'its process is gone';
  }
}
