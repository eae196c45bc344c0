import { rootAddress, type Address, type Command } from '../lab/index.js';
import {
  Links,
  Schedule,
  SimulatedNetwork,
  Weather,
  type LinksData,
  type ScheduledMessage,
  type ScheduleCounts,
  type ScheduledTimer,
  type SimulationEvent,
  type WeatherData,
} from '../schedule/index.js';
import { unreachable } from '../support/index.js';
import { StepWriter } from './foreseen-steps.js';
import type { LiveHost } from './live-host.js';
import type { LiveEffects } from './node-host.js';
import {
  keptNumber,
  type ComingCommands,
  type Foreseen,
  type Outlook,
  type ToldOfStep,
  type WholeSchedule,
} from './outlook.js';

/** What an activation did, and anything else to report besides what it sent and set. */
export interface Activated {
  /** Undefined if the handler failed. */
  readonly effects: LiveEffects | undefined;
  readonly told: ToldOfStep | undefined;
}

/** Runs one activation of a node; `awaits` asks the client for its result afterwards. */
export type Activate = (node: Address, awaits: boolean, run: () => LiveEffects) => Activated;

const CHARS_MAX = 2 ** 20;
const ANSWER_MAX_MS = 200;

const nowMs = performance.now.bind(performance);

/** What a foresight run starts from. */
interface Surroundings {
  readonly host: LiveHost;
  readonly activate: Activate;
  /** Receives messages for mailboxes, by their number. */
  readonly mailed: Map<number, object>;
  /** The maximum number of steps in an answer, so that the judge never waits long. */
  readonly answerStepsMax: number;
}

/** How time passes. */
type Plan = Pick<
  Outlook<never, Command>,
  'untilMs' | 'mailboxes' | 'clients' | 'awaited' | 'thenMs' | 'rounds' | 'handed'
>;

const NOTHING_PLANNED: Plan = {
  untilMs: undefined,
  mailboxes: [],
  clients: [],
  awaited: undefined,
  thenMs: undefined,
  rounds: undefined,
  handed: undefined,
};

interface Client {
  waits: boolean;
  readonly pauseMs: number;
  readonly commands: Command[];
  readonly hasMore: boolean;
  next: number;
  /** How many of the commands it is handed without a pause between rounds. */
  roundEnd: number;
}

/**
 * Works ahead of the simulation: takes the events that the simulation will take, with the same
 * draws, as long as the test does nothing. It decides nothing: the simulation takes each step
 * itself, and only looks up here what the handler did. Everything draws in the same order as in
 * `Simulation`.
 */
export class ForesightRun {
  readonly #host: LiveHost;
  readonly #activate: Activate;
  readonly #network: SimulatedNetwork;
  readonly #schedule: Schedule;
  /** Messages that arrived at mailboxes, by their number. */
  readonly #mailed: Map<number, object>;
  readonly #answerStepsMax: number;
  #plan: Plan = NOTHING_PLANNED;
  /** The plan as it was told, which starts again with each round. */
  #told: Plan = NOTHING_PLANNED;
  /** The rounds after this one. */
  #rounds: readonly number[] = [];
  /** Is to be handed its next command first of all. */
  #handed: Address | undefined;
  #clients: ReadonlyMap<Address, Client> = new Map();
  #nowMs = 0;
  #steps = new StepWriter();
  #chars = 0;
  #end: Foreseen['end'] = 'over';
  #mail: number | undefined;
  #stepsMax = Infinity;

  constructor(
    { network, schedule }: WholeSchedule<object>,
    { host, activate, mailed, answerStepsMax }: Surroundings,
  ) {
    this.#answerStepsMax = answerStepsMax;
    this.#mailed = mailed;
    this.#host = host;
    this.#activate = activate;
    this.#network = SimulatedNetwork.from(network);
    this.#schedule = Schedule.from(schedule, this.#network, (object) => object);
  }

  /** Whether it expects the same events as its judge. */
  isUpToDate(counts: ScheduleCounts): boolean {
    const own = this.#schedule.counts;
    return counts.every((count, i) => count === own[i]);
  }

  /** Time passes. */
  open(atMs: number, plan: Plan): void {
    this.#nowMs = atMs;
    this.#plan = plan;
    this.#told = plan;
    const { rounds: [first, ...rounds] = [] } = plan;
    this.#rounds = rounds;
    this.#clients = new Map(
      plan.clients.map((each) => {
        const roundEnd = each.client === plan.handed ? first : undefined;
        return [each.client, clientOf(each, roundEnd)];
      }),
    );
    this.#handed = plan.handed;
    this.#end = 'more';
  }

  /** Something that the test makes a node do, between two stretches of time. */
  act(node: Address, atMs: number, isAsked: boolean, run: () => LiveEffects): Foreseen {
    this.#nowMs = atMs;
    this.#steps = new StepWriter();
    this.#take(node, node, isAsked, run);
    return { ...this.#steps.written(), events: 0, end: 'over' };
  }

  /** The test sends a message. */
  send(from: Address, to: Address, message: object, atMs: number): void {
    this.#schedule.send(from, to, message, atMs);
  }

  setNetwork(weather: WeatherData, links: LinksData): void {
    this.#network.set(Weather.fromJSON(weather), Links.fromJSON(links));
  }

  remove(node: Address): void {
    this.#schedule.removeFor(node);
  }

  /** Messages in flight and set timers, by their number. */
  kept(): Map<number, object> {
    const kept = new Map<number, object>();
    for (const event of this.#schedule.events()) {
      if (event.kind === 'message') kept.set(keptNumber(event), event.message);
      else if (event.kind === 'timer') kept.set(keptNumber(event), event.timer);
    }
    return kept;
  }

  /** The next steps, as many as an answer holds; in a repetition, exactly this many. */
  go(stepsMax?: number): Foreseen {
    const untilMs = nowMs() + ANSWER_MAX_MS;
    this.#stepsMax = stepsMax ?? Infinity;
    const answerMax = stepsMax ?? this.#answerStepsMax;
    this.#steps = new StepWriter();
    this.#chars = 0;
    this.#mail = undefined;
    let events = 0;
    if (this.#steps.length < this.#stepsMax) this.#handFirst();
    while (this.#end === 'more' && this.#steps.length < answerMax) {
      const next = this.#schedule.next;
      if (next === undefined || next.atMs > (this.#plan.untilMs ?? Infinity)) {
        if (this.#beginRound()) continue;
        this.#end = 'over';
        break;
      }
      this.#schedule.take();
      events++;
      if (next.atMs > this.#nowMs) this.#nowMs = next.atMs;
      this.#happen(next);
      this.#goOnIfDone();
      if (this.#chars > CHARS_MAX || nowMs() > untilMs) break;
    }
    return { ...this.#steps.written(), events, end: this.#end, mail: this.#mail };
  }

  #handFirst(): void {
    const client = this.#handed === undefined ? undefined : this.#clients.get(this.#handed);
    if (this.#handed === undefined || client === undefined) return;
    this.#hand(this.#handed, client);
    this.#handed = undefined;
    this.#goOnIfDone();
  }

  /** Once time has passed after a round, the client is handed the first command of the next one. */
  #beginRound(): boolean {
    const [size, ...rounds] = this.#rounds;
    const { untilMs, awaited } = this.#plan;
    const { handed } = this.#told;
    const client = handed === undefined ? undefined : this.#clients.get(handed);
    if (size === undefined || awaited !== undefined || untilMs === undefined) return false;
    if (handed === undefined || client === undefined) return false;
    this.#rounds = rounds;
    client.roundEnd += size;
    this.#plan = this.#told;
    if (untilMs > this.#nowMs) this.#nowMs = untilMs;
    this.#hand(handed, client);
    this.#goOnIfDone();
    return true;
  }

  #happen(event: SimulationEvent): void {
    switch (event.kind) {
      case 'message':
        return this.#deliver(event);
      case 'timer':
        return this.#fire(event);
      case 'resume': {
        const client = this.#clients.get(event.client);
        if (client !== undefined) this.#hand(event.client, client);
        return;
      }
      default:
        return unreachable(event);
    }
  }

  #deliver(flight: ScheduledMessage): void {
    const { route, from, to, message, handOver } = flight;
    if (!route.on || this.#network.isLost(route)) return;
    if (this.#host.peek(route.to) === undefined) {
      if (!this.#plan.mailboxes.includes(route.to)) return;
      this.#mail = keptNumber(flight);
      this.#mailed.set(this.#mail, message);
      this.#end = 'again';
      return;
    }
    const deliver = (): LiveEffects => this.#host.deliver(from, to, message, handOver);
    this.#step(keptNumber(flight), route.to, deliver);
  }

  #fire(armed: ScheduledTimer): void {
    const { owner, timer, handOver } = armed;
    const fire = (): LiveEffects => this.#host.fire(owner, timer, handOver);
    this.#step(keptNumber(armed), rootAddress(owner), fire);
  }

  /** Hands a client its next command, if it is known here. */
  #hand(address: Address, client: Client): void {
    const command = client.commands[client.next++];
    if (command === undefined || this.#steps.length >= this.#stepsMax) {
      this.#end = 'again';
      return;
    }
    client.waits = true;
    this.#step(address, address, () => this.#host.command(address, command));
  }

  #step(at: number | Address, node: Address, run: () => LiveEffects): void {
    const client = this.#clients.get(node);
    const told = this.#take(at, node, client?.waits === true, run);
    if (told === undefined) return;
    this.#chars += charsOf(told);
    if (
      told.fault !== undefined ||
      told.stateFault !== undefined ||
      told.resultFault !== undefined
    ) {
      this.#end = 'over';
    } else if (told.result !== undefined && client !== undefined) this.#goOn(node, client);
  }

  #take(
    at: number | Address,
    node: Address,
    isAsked: boolean,
    run: () => LiveEffects,
  ): ToldOfStep | undefined {
    const { effects, told } = this.#activate(node, isAsked, run);
    this.#steps.add(at, effects, told);
    if (effects !== undefined) this.#arrange(effects);
    return told;
  }

  /** Loops by index, since `of` and spreads are slow in this realm. */
  #arrange({ sends, sets }: LiveEffects): void {
    for (let i = 0; i < sends.length; i++) {
      const { from, to, message } = sends[i] as LiveEffects['sends'][number];
      this.#schedule.send(from, to, message, this.#nowMs);
    }
    for (let i = 0; i < sets.length; i++) {
      this.#schedule.arm(sets[i] as LiveEffects['sets'][number], this.#nowMs);
    }
  }

  /** After a result, hands the client its next command, at once or after a pause. */
  #goOn(address: Address, client: Client): void {
    client.waits = false;
    if (isDone(client)) return;
    if (client.pauseMs > 0) this.#schedule.resume(address, this.#nowMs + client.pauseMs);
    else this.#hand(address, client);
  }

  /** Those who are awaited may be done: then it is over, or goes on for a while. */
  #goOnIfDone(): void {
    if (this.#end !== 'more' || !this.#isAwaitedDone()) return;
    const { thenMs, untilMs = Infinity } = this.#plan;
    if (thenMs === undefined) this.#end = 'over';
    else {
      const last = Math.min(untilMs, this.#nowMs + thenMs);
      this.#plan = { ...this.#plan, untilMs: last, awaited: undefined, thenMs: undefined };
    }
  }

  #isAwaitedDone(): boolean {
    const { awaited } = this.#plan;
    if (awaited === undefined) return false;
    return awaited.every((address) => {
      const client = this.#clients.get(address);
      return client !== undefined && isDone(client);
    });
  }
}

function clientOf(
  { waits, pauseMs, commands, hasMore }: ComingCommands<Command>,
  roundEnd = commands.length,
): Client {
  return { waits, pauseMs, commands: [...commands], hasMore, next: 0, roundEnd };
}

function isDone({ waits, next, roundEnd, hasMore }: Client): boolean {
  return !waits && next >= roundEnd && !hasMore;
}

function charsOf({ lines = [], resultLines = [], result }: ToldOfStep): number {
  let chars = result?.length ?? 0;
  for (let i = 0; i < lines.length; i++) chars += lines[i]?.[1].length ?? 0;
  for (let i = 0; i < resultLines.length; i++) chars += resultLines[i]?.[1].length ?? 0;
  return chars;
}
