import { decode, print, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import type { Action } from './action.js';
import type { Effects } from './local-step.js';

/** A message, timer, command or result: as canonical text, or as the object. */
export type Content = Canonical | object;

interface ToldMessage {
  readonly from: Address;
  readonly to: Address;
  readonly message: Content;
}

interface ToldTimer {
  readonly timer: Content;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Describes what happened in the same words everywhere: in logs, paths, traces and comparisons.
 * `title` names the node; the other phrases go beside its name.
 */
export class Narrator {
  readonly #classes: ClassTable;

  constructor(classes: ClassTable) {
    this.#classes = classes;
  }

  /** The value, as a person reads it: `Vote(round=1)`. */
  text(content: Content): string {
    const value = typeof content === 'string' ? decode(content, this.#classes) : content;
    return print(value, this.#classes);
  }

  /** `server1 → server2: Vote(round=1)`, `server1: RetryTimer fires` */
  title(action: Action): string {
    switch (action.kind) {
      case 'add':
        return `${action.node.address} starts (${action.node.export})`;
      case 'crash':
        return `${action.node} crashes`;
      case 'inject':
        return `${this.#onItsWay(action.envelope)} is sent`;
      case 'duplicate':
        return `${this.#onItsWay(action.envelope)} is duplicated`;
      case 'deliver':
        return this.#onItsWay(action.envelope);
      case 'lose':
        return `${this.#onItsWay(action.envelope)} ${lost(action.reason)}`;
      case 'fire':
        return `${action.timer.owner}: ${this.fires(action.timer)}`;
      case 'command':
        return `${action.client} is handed its next command`;
      case 'set-aside':
        return 'all messages in flight are set aside';
      case 'restore': {
        const from = action.from === undefined ? '' : ` from ${action.from}`;
        const to = action.to === undefined ? '' : ` to ${action.to}`;
        return `the messages set aside${from}${to} are in flight again`;
      }
      case 'links':
        return 'the network changes';
    }
  }

  /** What a step did besides changing its node, one line each. */
  effects(
    node: Address | undefined,
    { sends, sets, results }: Pick<Effects, 'sends' | 'sets' | 'results'>,
  ): string[] {
    return [
      ...sends.map((message) => this.sends(message)),
      ...sets.map((timer) => this.sets(timer)),
      ...results.map((result) => `${node} ${this.hasResult(result)}`),
    ];
  }

  /** `gets Vote(round=1) from server1` */
  gets({ from, message }: ToldMessage): string {
    return `gets ${this.text(message)} from ${from}`;
  }

  /** `misses Vote(round=1) from server1 (link off)` */
  misses({ from, message }: ToldMessage, reason: string): string {
    return `misses ${this.text(message)} from ${from}${why(reason)}`;
  }

  /** `RetryTimer fires` */
  fires({ timer }: { readonly timer: Content }): string {
    return `${this.text(timer)} fires`;
  }

  /** `is asked Get(key=foo)` */
  isAsked(command: Content): string {
    return `is asked ${this.text(command)}`;
  }

  /** `sends Vote(round=1) to server2` */
  sends({ to, message }: Omit<ToldMessage, 'from'>): string {
    return `sends ${this.text(message)} to ${to}`;
  }

  /** `sets RetryTimer (25–50 ms)` */
  sets({ timer, minMs, maxMs }: ToldTimer): string {
    const span = minMs === maxMs ? `${minMs}` : `${minMs}–${maxMs}`;
    return `sets ${this.text(timer)} (${span} ms)`;
  }

  /** `has its result GetResult(value=bar)`, followed by `for Get(key=foo)` if given the command. */
  hasResult(result: Content, command?: Content): string {
    const asked = command === undefined ? '' : ` for ${this.text(command)}`;
    return `has its result ${this.text(result)}${asked}`;
  }

  #onItsWay({ from, to, message }: ToldMessage): string {
    return `${from} → ${to}: ${this.text(message)}`;
  }
}

function lost(reason: string): string {
  return `is lost${why(reason)}`;
}

function why(reason: string): string {
  return reason === 'lost' ? '' : ` (${reason})`;
}
