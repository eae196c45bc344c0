import { BadState, decode, transcribe, type Transcript } from '../canon/index.js';
import { levelRank, rootAddress, type Address, type Command, type LogLevel } from '../lab/index.js';
import { LabFault, unreachable, type LabFaultData } from '../support/index.js';
import type { Construction } from './handlers.js';
import { LabApplication } from './lab-application.js';
import { LiveHost } from './live-host.js';
import type { LiveAnswer, LiveRequest } from './live-requests.js';
import type { Lab } from './lab.js';
import { isCheckedAfter, type HostedApplication, type LiveEffects } from './node-host.js';

/** Characters that one activation may log and print: more is cut, and said. */
const LOG_CHARS_MAX = 4 * 2 ** 20;

type Line = readonly [level: LogLevel | '', text: string];

/** Answers for the live nodes of a run, in this realm, one activation a question. */
export class LiveAnswerer {
  readonly #lab: Lab;
  readonly #applications = new Map<number, HostedApplication>();
  #host: LiveHost;
  /** Steps of each node. */
  #steps = new Map<Address, number>();
  #lines: Line[] = [];
  #chars = 0;
  #threshold = levelRank('OFF');

  constructor(lab: Lab) {
    this.#lab = lab;
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
        return this.#activate(request.blueprint.address, false, () => host.add(request.blueprint));
      case 'remove':
        host.remove(request.address);
        this.#steps.delete(request.address);
        return {};
      case 'deliver': {
        const { from, to, message, awaits } = request;
        const own = this.#decoded(message) as object;
        return this.#activate(rootAddress(to), awaits, () => host.deliver(from, to, own, 'itself'));
      }
      case 'fire': {
        const { owner, timer, awaits } = request;
        const own = this.#decoded(timer) as object;
        return this.#activate(rootAddress(owner), awaits, () => host.fire(owner, own, 'itself'));
      }
      case 'command': {
        const { client } = request;
        const command = this.#decoded(request.command) as Command;
        return this.#activate(client, true, () => host.command(client, command));
      }
      case 'result':
        return this.#result(request.client);
      case 'check':
        return { stateFault: this.#stateFault(request.address) };
      case 'state': {
        const node = host.peek(request.address);
        return node === undefined ? {} : { state: this.#transcribed(node, 'state') };
      }
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
  }

  /** One activation, and what is asked after it: the same in every place. */
  #activate(node: Address, awaits: boolean, run: () => LiveEffects): LiveAnswer {
    const { value: effects, fault } = attempt(run);
    if (effects === undefined) return { fault };
    const steps = (this.#steps.get(node) ?? 0) + 1;
    this.#steps.set(node, steps);
    const stateFault = isCheckedAfter(steps) ? this.#stateFault(node) : undefined;
    const answer: LiveAnswer = { ...this.#told(effects), stateFault };
    if (!awaits || stateFault !== undefined) return answer;
    const lines = this.#takeLines();
    const result = this.#result(node);
    const resultLines = this.#takeLines();
    return { ...answer, ...result, ...(lines && { lines }), ...(resultLines && { resultLines }) };
  }

  #told({ sends, sets, warnings }: LiveEffects): LiveAnswer {
    return {
      ...(warnings && { warnings }),
      sends: sends.map(({ from, to, message }) => [from, to, this.#transcribed(message, 'value')]),
      sets: sets.map(({ owner, timer, minMs, maxMs }) => [
        owner,
        this.#transcribed(timer, 'value'),
        minMs,
        maxMs,
      ]),
    };
  }

  #result(client: Address): LiveAnswer {
    const { value, fault } = attempt(() => this.#host.resultOf(client));
    if (fault !== undefined) return { resultFault: fault };
    return value === undefined ? {} : { result: this.#transcribed(value, 'value') };
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
      // What cannot be copied is no result that anybody expects; it is only told.
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
    if (error instanceof LabFault) return { fault: error.data };
    throw error;
  }
}
