import { BadState, decode, transcribe, type Transcript } from '../canon/index.js';
import { levelRank, rootAddress, type Address, type Command, type LogLevel } from '../lab/index.js';
import { assert, LabFault, unreachable, type LabFaultData } from '../support/index.js';
import type { Construction } from './handlers.js';
import { LabApplication } from './lab-application.js';
import { LiveHost } from './live-host.js';
import { ForesightRun, type Activated } from './foresight.js';
import { StepWriter } from './foreseen-steps.js';
import type { LiveAnswer, LiveRequest } from './live-requests.js';
import type { Lab } from './lab.js';
import { isCheckedAfter, type HostedApplication, type LiveEffects } from './node-host.js';
import type { ComingCommands, Foreseen, Kept, Outlook, WholeSchedule } from './outlook.js';

/** How many characters one activation may log and print: more is cut, with a note. */
const LOG_CHARS_MAX = 4 * 2 ** 20;
/** How many foreseen steps an answer holds. */
const ANSWER_STEPS_MAX = 512;

type Line = readonly [level: LogLevel | '', text: string];

/** Answers for the live nodes of a run, in this realm, one activation per question. */
export class LiveAnswerer {
  readonly #lab: Lab;
  readonly #answerStepsMax: number;
  readonly #applications = new Map<number, HostedApplication>();
  #host: LiveHost;
  /** How many steps each node has taken. */
  #steps = new Map<Address, number>();
  #lines: Line[] = [];
  #chars = 0;
  #threshold = levelRank('OFF');
  /** The messages and timers that the judge knows by number. */
  #kept: ReadonlyMap<number, object> = new Map();
  #mailed = new Map<number, object>();
  /** The clients' coming commands, after those already handed in. */
  #commands = new Map<Address, { readonly handed: number; readonly commands: Command[] }>();
  /** The latest foresight run, until something else happens; it holds the messages and timers. */
  #ahead: ForesightRun | undefined;

  constructor(lab: Lab, answerStepsMax = ANSWER_STEPS_MAX) {
    this.#lab = lab;
    this.#answerStepsMax = answerStepsMax;
    this.#host = new LiveHost(lab);
  }

  /** Where the lab's console writes. */
  printed(text: string): void {
    if (levelRank('INFO') >= this.#threshold) this.#log('', text);
  }

  answer(request: LiveRequest): LiveAnswer {
    const answer = this.#answer(request);
    const lines = this.#takeLines();
    return lines === undefined ? answer : { ...answer, lines };
  }

  #answer(request: LiveRequest): LiveAnswer {
    const host = this.#host;
    switch (request.do) {
      case 'begin':
        this.#begin(request.logThreshold);
        return {};
      case 'add':
        this.#commands.delete(request.blueprint.address);
        return this.#acted(request.blueprint.address, false, request.atMs, () =>
          host.add(request.blueprint),
        );
      case 'remove':
        this.#ahead?.remove(request.address);
        host.remove(request.address);
        this.#steps.delete(request.address);
        return {};
      case 'inject': {
        const { from, to, message, atMs } = request;
        this.#ahead?.send(from, to, this.#decoded(message) as object, atMs);
        return {};
      }
      case 'network':
        this.#ahead?.setNetwork(request.weather, request.links);
        return {};
      case 'deliver': {
        const { from, to, message, awaits } = request;
        const own = this.#decoded(message) as object;
        return this.#told(rootAddress(to), awaits, () => host.deliver(from, to, own, 'itself'));
      }
      case 'fire': {
        const { owner, timer, awaits } = request;
        const own = this.#decoded(timer) as object;
        return this.#told(rootAddress(owner), awaits, () => host.fire(owner, own, 'itself'));
      }
      case 'command': {
        const { client } = request;
        const command = this.#decoded(request.command) as Command;
        return this.#acted(client, true, request.atMs, () => host.command(client, command));
      }
      case 'result':
        return this.#result(request.client) ?? {};
      case 'check':
        return { stateFault: this.#stateFault(request.address) };
      case 'state':
        return this.#state(request.address);
      case 'show':
        return { shown: this.#text(this.#keptAs(request.kept)) };
      case 'foresee':
        return this.#withMail(this.#foresee(request.outlook, request.stepsMax));
      case 'go on':
        return this.#withMail(this.#ahead?.go(request.stepsMax));
      case 'make':
        return this.#make(request.application, request.made);
      case 'execute':
        return this.#execute(request.application, request.command);
      default:
        return unreachable(request);
    }
  }

  #begin(threshold: number): void {
    this.#host = new LiveHost(this.#lab);
    this.#host.logSink = { threshold, write: (level, text) => this.#log(level, text) };
    this.#steps = new Map();
    this.#applications.clear();
    this.#threshold = threshold;
    this.#kept = new Map();
    this.#mailed = new Map();
    this.#commands = new Map();
    this.#ahead = undefined;
  }

  #foresee(outlook: Outlook<Kept<Transcript>, Transcript>, stepsMax: number | undefined): Foreseen {
    const clients = outlook.clients.map((client) => ({
      ...client,
      commands: this.#coming(client),
    }));
    if (outlook.whole !== undefined) this.#ahead = this.#foresight(outlook.whole);
    const ahead = this.#ahead;
    if (ahead?.isUpToDate(outlook.counts) !== true) {
      return { ...new StepWriter().written(), events: 0, end: 'again' };
    }
    ahead.open(outlook.nowMs, { ...outlook, clients });
    return ahead.go(stepsMax);
  }

  /** Mail is looked at as soon as it arrives. */
  #withMail(foreseen: Foreseen | undefined): LiveAnswer {
    const mail = foreseen?.mail;
    return mail === undefined ? { foreseen } : { foreseen, shown: this.#text(this.#keptAs(mail)) };
  }

  #foresight({ network, schedule }: WholeSchedule<Kept<Transcript>>): ForesightRun {
    this.#settle();
    const kept = new Map<number, object>();
    const objectOf = ([number, text]: Kept<Transcript>): object => {
      const known = kept.get(number);
      if (known !== undefined) return known;
      const object = text === undefined ? this.#keptAs(number) : (this.#decoded(text) as object);
      kept.set(number, object);
      return object;
    };
    const events = schedule.events.map((event) =>
      event.kind === 'resume' ? event : { ...event, data: objectOf(event.data) },
    );
    const whole = { network, schedule: { ...schedule, events } };
    return new ForesightRun(whole, {
      host: this.#host,
      activate: (node, awaits, run) => this.#activated(node, awaits, run),
      mailed: this.#mailed,
      answerStepsMax: this.#answerStepsMax,
    });
  }

  /** A client's next commands, from what the judge sent now and before. */
  #coming({ client, handed, known, commands }: ComingCommands<Transcript>): Command[] {
    const before = this.#commands.get(client);
    const first = handed - (before?.handed ?? 0);
    const left = before?.commands.slice(first, first + known) ?? [];
    const coming = [...left, ...commands.map((text) => this.#decoded(text) as Command)];
    this.#commands.set(client, { handed, commands: coming });
    return coming;
  }

  /** Something unforeseen happens: only messages in flight and set timers are still of use. */
  #settle(): void {
    if (this.#ahead === undefined) return;
    this.#kept = this.#ahead.kept();
    this.#ahead = undefined;
  }

  #keptAs(number: number): object {
    const object = this.#mailed.get(number) ?? (this.#ahead?.kept() ?? this.#kept).get(number);
    assert(object !== undefined, `nothing is kept as ${number}`);
    return object;
  }

  /** Something the test makes a node do: a foreseen step if the box knows what happens next. */
  #acted(
    node: Address,
    awaits: boolean,
    atMs: number | undefined,
    run: () => LiveEffects,
  ): LiveAnswer {
    if (atMs === undefined || this.#ahead === undefined) return this.#told(node, awaits, run);
    return { foreseen: this.#ahead.act(node, atMs, awaits, run) };
  }

  /** One activation, as the answer to a request for it alone. */
  #told(node: Address, awaits: boolean, run: () => LiveEffects): LiveAnswer {
    this.#settle();
    const { effects, told } = this.#activated(node, awaits, run);
    if (effects === undefined) return told ?? {};
    return {
      ...told,
      sends: effects.sends.map(({ from, to, message }) => [from, to, this.#text(message)]),
      sets: effects.sets.map(({ owner, timer, minMs, maxMs }) => [
        owner,
        this.#text(timer),
        minMs,
        maxMs,
      ]),
    };
  }

  /** One activation, and what is asked after it, the same wherever the lab runs. */
  #activated(node: Address, awaits: boolean, run: () => LiveEffects): Activated {
    let effects: LiveEffects;
    try {
      effects = run();
    } catch (error) {
      return { effects: undefined, told: { fault: faultOf(error), lines: this.#takeLines() } };
    }
    const steps = (this.#steps.get(node) ?? 0) + 1;
    this.#steps.set(node, steps);
    const stateFault = isCheckedAfter(steps) ? this.#stateFault(node) : undefined;
    const lines = this.#takeLines();
    const { warnings } = effects;
    const isPlain = warnings === undefined && stateFault === undefined && lines === undefined;
    const told = isPlain ? undefined : { warnings, stateFault, lines };
    if (!awaits || stateFault !== undefined) return { effects, told };
    const asked = this.#result(node);
    const resultLines = this.#takeLines();
    if (asked === undefined && resultLines === undefined) return { effects, told };
    return { effects, told: { ...told, ...asked, resultLines } };
  }

  /** The client's result, if it has one. */
  #result(client: Address): Pick<LiveAnswer, 'result' | 'resultFault'> | undefined {
    let value: object | undefined;
    try {
      value = this.#host.resultOf(client);
    } catch (error) {
      return { resultFault: faultOf(error) };
    }
    return value && { result: this.#text(value) };
  }

  #state(address: Address): LiveAnswer {
    const node = this.#host.peek(address);
    if (node === undefined) return {};
    try {
      return { state: this.#transcribed(node, 'state') };
    } catch (error) {
      const stateFault = this.#stateFault(address);
      if (stateFault === undefined) throw error;
      return { stateFault };
    }
  }

  #stateFault(node: Address): LabFaultData | undefined {
    return attempt(() => this.#host.checkState(node)).fault;
  }

  #make(number: number, made: Construction): LiveAnswer {
    const { value, fault } = attempt(() => new LabApplication(this.#lab, made));
    if (value !== undefined) this.#applications.set(number, value);
    return { fault };
  }

  #execute(number: number, command: Transcript): LiveAnswer {
    const application = this.#applications.get(number);
    const { value, fault } = attempt(() => application?.execute(this.#decoded(command) as Command));
    if (value === undefined) return { fault };
    const { result, printed } = value;
    try {
      return { result: this.#transcribed(result, 'value'), printed };
    } catch (error) {
      // Nobody expects a result that cannot be copied; it is only printed.
      if (!(error instanceof BadState)) throw error;
      return { printed };
    }
  }

  #takeLines(): Line[] | undefined {
    if (this.#lines.length === 0) return undefined;
    const lines = this.#lines;
    this.#lines = [];
    this.#chars = 0;
    return lines;
  }

  #log(level: Line[0], text: string): void {
    if (this.#chars > LOG_CHARS_MAX) return;
    this.#chars += text.length;
    const isCut = this.#chars > LOG_CHARS_MAX;
    this.#lines.push([level, isCut ? 'more was logged in this step than is kept' : text]);
  }

  #decoded(text: Transcript): unknown {
    return decode(text, this.#lab.classes);
  }

  #text(value: unknown): Transcript {
    return this.#transcribed(value, 'value');
  }

  #transcribed(value: unknown, sharing: 'state' | 'value'): Transcript {
    return transcribe(value, this.#lab.classes, sharing);
  }
}

function attempt<T>(run: () => T): {
  readonly value?: T | undefined;
  readonly fault?: LabFaultData | undefined;
} {
  try {
    return { value: run() };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

/** What the lab did wrong; rethrows anything else. */
function faultOf(error: unknown): LabFaultData {
  if (error instanceof LabFault) return error.data;
  throw error;
}
