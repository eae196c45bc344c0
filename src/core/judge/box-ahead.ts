import {
  keptNumber,
  StepReader,
  type ComingCommands,
  type Foreseen,
  type Foresight,
  type Kept,
  type LabRequest,
  type LiveAnswer,
  type LiveRequest,
  type Outlook,
  type SentMessage,
  type SetTimer,
  type ToldOfStep,
} from '../box/index.js';
import type { Transcript } from '../canon/index.js';
import type { Address, Command } from '../lab/index.js';
import type { LinksData, ScheduleData, WeatherData } from '../schedule/index.js';
import { assert, LabFault, type LabFaultData } from '../support/index.js';
import type { LabClient } from './remote-handlers.js';
import { Unseen } from './unseen.js';

/** Requests that change nothing. */
const LOOKS: ReadonlySet<LiveRequest['do']> = new Set(['show', 'state', 'check']);

type Looking = Extract<LiveRequest, { do: 'foresee' | 'go on' }>;
type LookingRequest = LabRequest & { readonly kind: 'live'; readonly live: Looking };

/** A request that was answered. */
interface Done {
  readonly request: LiveRequest;
  /** For a look-ahead request: how many of its steps count... */
  steps: number;
  /** ...and whether the box went as far as it could. */
  isToEnd: boolean;
}

const GO_ON: LookingRequest = { kind: 'live', live: { do: 'go on' } };

/** A step that was foreseen and has happened. */
export interface TakenStep {
  readonly sends: readonly SentMessage[];
  readonly sets: readonly SetTimer[];
  readonly told: ToldOfStep | undefined;
}

const NO_STEPS = new StepReader({ names: [], flow: [], told: [], steps: 0 });

const DIFFERS: LabFaultData = {
  kind: 'process',
  message: 'the process that runs your code did not do the same thing the second time',
};

/**
 * A box that works ahead of the simulation. Its foreseen steps count only one by one, as the
 * simulation reaches each; if the two differ, or the box is lost along the way, the box is reset to
 * the simulation's state and asked for one step at a time from then on. So foresight changes how
 * often a box is asked, and nothing else.
 */
export class BoxAhead implements Foresight {
  readonly #client: LabClient;
  readonly #textOf: (data: object) => Transcript;
  /** The numbers under which the box has messages and timers that were not made by nodes. */
  readonly #numbers = new WeakMap<object, number>();
  /** Requests that say nothing, to be made before the next one. */
  #posted: LiveRequest[] = [];
  /** What the box has been working on since its last answer: the steps after those. */
  #prepared: LookingRequest | undefined;
  /** The mail that ended the last look. */
  #mail: readonly [number: number, text: Transcript] | undefined;
  /** This run's requests, to repeat them if needed; undefined in runs without foresight. */
  #history: Done[] | undefined;
  #steps = NO_STEPS;
  /** How many foreseen events are still to be taken. */
  #events = 0;
  #end: Foreseen['end'] = 'over';
  /** How many of each client's commands the box knows. */
  readonly #told = new Map<Address, number>();
  /** The numbers of the last sends and sets that were taken. */
  #sends = 0;
  #sets = 0;
  #isOff = false;
  /** Something else happens than it was told: what it has done already is not what happens. */
  #isAbandoned = false;
  /** Whether the box knows all coming events. */
  #knows = false;
  #nowMs: () => number = () => 0;

  constructor(client: LabClient, textOf: (data: object) => Transcript) {
    this.#client = client;
    this.#textOf = textOf;
  }

  begin(nowMs: () => number): void {
    this.#history = [];
    this.#nowMs = nowMs;
  }

  open(): void {
    this.#settle();
    this.#isAbandoned ||= this.#isAhead;
    this.#end = 'again';
  }

  inject(from: Address, to: Address, message: object): void {
    if (!this.#knows) return;
    const number = ++this.#sends;
    this.#numbers.set(message, number);
    const atMs = this.#nowMs();
    this.post({ do: 'inject', from, to, message: this.#textOf(message), atMs });
  }

  changeNetwork(weather: WeatherData, links: LinksData): void {
    if (this.#knows) this.post({ do: 'network', weather, links });
  }

  /** Has something done before the next question. */
  post(request: LiveRequest): void {
    this.#settle();
    this.#isAbandoned ||= this.#isAhead;
    if (this.#end === 'more') this.#end = 'again';
    this.#posted.push(request);
  }

  abandon(): void {
    this.#isAbandoned = true;
  }

  isDue(): boolean {
    if (this.#isAbandoned) this.#setBack();
    return this.#events === 0 && this.#steps.isAtEnd && this.#end !== 'over' && !this.#isOff;
  }

  took(): void {
    if (this.#events > 0) this.#events--;
  }

  look(outlook: (isWhole: boolean) => Outlook<object, Command>): void {
    if (this.#end === 'more') return this.#foresee(this.#prepared ?? GO_ON);
    const isWhole = !this.#knows;
    const live = { do: 'foresee', outlook: this.#written(outlook(isWhole)) } as const;
    this.#foresee({ kind: 'live', live, first: this.#takePosted() });
    const wasTold = this.#events > 0 || !this.#steps.isAtEnd || this.#end !== 'again';
    this.#knows = !this.#isOff && wasTold;
    if (!this.#knows && !isWhole && !this.#isOff) this.look(outlook);
  }

  /** The outcome of this step, if it was foreseen. */
  take(at: object | Address): TakenStep | undefined {
    if (this.#isAbandoned) this.#setBack();
    if (this.#steps.isAtEnd) return undefined;
    if (this.#steps.at === (typeof at === 'string' ? at : this.#numberOf(at))) {
      return this.#read(this.#steps);
    }
    this.#setBack();
    return undefined;
  }

  /** The step that answers a request for it, as part of the box's foreseen run. */
  taken(foreseen: Foreseen | undefined): TakenStep | undefined {
    return foreseen === undefined || foreseen.steps === 0
      ? undefined
      : this.#read(new StepReader(foreseen));
  }

  /** What was sent and set is in the box, by number. */
  #read(steps: StepReader): TakenStep {
    const sends: SentMessage[] = [];
    const sets: SetTimer[] = [];
    const told = steps.read({
      send: (from, to) => sends.push({ from, to, message: new Unseen(undefined, ++this.#sends) }),
      set: (owner, minMs, maxMs) =>
        sets.push({ owner, timer: new Unseen(undefined, -++this.#sets), minMs, maxMs }),
    });
    return { sends, sets, told };
  }

  #numberOf(data: object): number | undefined {
    return data instanceof Unseen ? data.number : this.#numbers.get(data);
  }

  /** The text of mail, if it came along with the last look. */
  mailed(number: number): Transcript | undefined {
    return this.#mail?.[0] === number ? this.#mail[1] : undefined;
  }

  /** Asks for something that was not foreseen, at the simulation's current state. */
  ask(request: LiveRequest, doing: () => string): LiveAnswer {
    this.#settle();
    const isLook = LOOKS.has(request.do);
    const isBehind = isLook ? !this.#steps.isAtEnd : this.#isAhead;
    if (this.#isAbandoned || isBehind) this.#setBack();
    if (isLook) return this.#client.live(request, doing, this.#takePosted());
    if (request.do === 'add') this.#told.delete(request.blueprint.address);
    if (this.#end === 'more') this.#end = 'again';
    const written = this.#timed(request);
    const answer = this.#client.live(written, doing, this.#takePosted());
    this.#history?.push({ request: written, steps: 0, isToEnd: true });
    return answer;
  }

  /** Whether the box has been told to go further than the simulation is. */
  get #isAhead(): boolean {
    return this.#events > 0 || !this.#steps.isAtEnd;
  }

  #takePosted(): readonly LiveRequest[] | undefined {
    if (this.#posted.length === 0) return undefined;
    const posted = this.#posted;
    this.#posted = [];
    for (const request of posted) this.#history?.push({ request, steps: 0, isToEnd: true });
    return posted;
  }

  /** Something the test makes a node do becomes part of the box's foreseen run, too. */
  #timed(request: LiveRequest): LiveRequest {
    const isOfTest = request.do === 'add' || request.do === 'command';
    if (isOfTest && this.#knows) return { ...request, atMs: this.#nowMs() };
    this.#knows = false;
    return request;
  }

  #foresee(asked: LookingRequest): void {
    this.#prepared = undefined;
    const answered = this.#client.ask(asked, 'asked again');
    if (answered.kind !== 'live') return this.#setBack();
    const { foreseen, shown } = answered.live;
    if (foreseen === undefined) return this.#setBack();
    const { steps, events, end, mail } = foreseen;
    this.#steps = new StepReader(foreseen);
    this.#end = end;
    this.#events = events;
    this.#mail = mail === undefined || shown === undefined ? undefined : [mail, shown];
    this.#history?.push({ request: asked.live, steps, isToEnd: end !== 'more' });
    if (end === 'more') this.#goOn();
  }

  /** While the simulation takes these steps, the box takes the next ones. */
  #goOn(): void {
    const next: LookingRequest = { kind: 'live', live: { do: 'go on' } };
    if (this.#client.prepare(next)) this.#prepared = next;
  }

  /**
   * Something else is about to happen than what the box works on: it has to be where the simulation
   * is. Mostly there was nothing more to be foreseen, but only the box could know that.
   */
  #settle(): void {
    const prepared = this.#prepared;
    if (prepared === undefined || this.#isAbandoned) return;
    if (this.#isAhead) {
      this.#isAbandoned = true;
      return;
    }
    this.#foresee(prepared);
    this.#isAbandoned ||= this.#isAhead;
  }

  /** Brings a fresh box to the simulation's state, and stops looking ahead. */
  #setBack(): void {
    const last = this.#history?.at(-1);
    if (last !== undefined && !this.#steps.isAtEnd) {
      last.steps = this.#steps.taken;
      last.isToEnd = false;
    }
    this.#isAbandoned = false;
    this.#isOff = true;
    this.#prepared = undefined;
    this.#knows = false;
    this.#steps = NO_STEPS;
    this.#events = 0;
    this.#end = 'over';
    this.#client.renew();
    for (const done of this.#history ?? []) this.#again(done);
  }

  #again({ request, steps, isToEnd }: Done): void {
    const doing = (): string => 'a run that is taken again';
    if (request.do !== 'foresee' && request.do !== 'go on') {
      this.#client.live(request, doing);
      return;
    }
    let next: Looking = request;
    for (let left = steps; ;) {
      const asked = isToEnd ? next : { ...next, stepsMax: left };
      const { foreseen } = this.#client.live(asked, doing);
      left -= foreseen?.steps ?? 0;
      const isMore = foreseen?.end === 'more';
      if (isMore && (isToEnd || left > 0)) next = { do: 'go on' };
      else if (left === 0) return;
      else throw new LabFault(DIFFERS);
    }
  }

  #written(outlook: Outlook<object, Command>): Extract<LiveRequest, { do: 'foresee' }>['outlook'] {
    const { whole, clients, counts } = outlook;
    [, this.#sends, this.#sets] = counts;
    return {
      ...outlook,
      whole: whole && { ...whole, schedule: this.#writtenDown(whole.schedule) },
      clients: clients.map((client) => ({ ...client, ...this.#news(client) })),
    };
  }

  #writtenDown(schedule: ScheduleData<object>): ScheduleData<Kept<Transcript>> {
    const events = schedule.events.map((event) =>
      event.kind === 'resume'
        ? event
        : { ...event, data: this.#kept(event.data, keptNumber(event)) },
    );
    return { ...schedule, events };
  }

  /** The commands of a client that the box does not know yet. */
  #news({
    client,
    handed,
    commands,
  }: ComingCommands<Command>): Pick<ComingCommands<Transcript>, 'known' | 'commands'> {
    const told = Math.max(handed, this.#told.get(client) ?? 0) - handed;
    const known = Math.min(told, commands.length);
    this.#told.set(client, handed + commands.length);
    return { known, commands: commands.slice(known).map((command) => this.#textOf(command)) };
  }

  /** Refers to data by number, and includes its text if the box does not have it yet. */
  #kept(data: object, number: number): Kept<Transcript> {
    const known = this.#numberOf(data);
    assert(known === undefined || known === number, `${String(known)} is also ${number}`);
    if (known !== undefined) return [number];
    const text = this.#textOf(data);
    if (data instanceof Unseen) data.number = number;
    else this.#numbers.set(data, number);
    return [number, text];
  }
}
