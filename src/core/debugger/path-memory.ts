import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Command, type Result } from '../lab/index.js';
import { envelopeKey, timerKey, type Envelope } from '../system/index.js';
import type { StoryMessage, StoryStep } from '../testkit/index.js';
import { pathTo, type Moment } from './moments.js';

/** Gives of each step of a path what begins with it: `view 3 {server2, –}`. */
export type BandsOf = () => (step: StoryStep) => string | undefined;

/** What the steps before a moment say of it. */
export interface Recalled {
  /** The moment that sent the message or set the timer it is about. */
  readonly cause: number | undefined;
  readonly band: string | undefined;
}

/**
 * What is known of a path beside its last world: who sent what, what arrived already, and what the
 * lab's timeline says. Follows one path; asked about another, it goes along that one anew.
 */
export class PathMemory {
  readonly #classes: ClassTable;
  readonly #timeline: BandsOf | undefined;
  #tip: Moment | undefined;
  #senders = new Map<string, number[]>();
  #setters = new Map<string, number[]>();
  #arrived = new Set<string>();
  #band: ((step: StoryStep) => string | undefined) | undefined;

  constructor(classes: ClassTable, timeline: BandsOf | undefined) {
    this.#classes = classes;
    this.#timeline = timeline;
  }

  /** Takes a moment in, going along its path first where that is another one. */
  see(moment: Moment): Recalled {
    if (this.#tip !== moment.parent || this.#tip === undefined) {
      this.#forget();
      for (const before of pathTo(moment).slice(0, -1)) this.#take(before);
    }
    return this.#take(moment);
  }

  /** The moment that sent a message on its way at the given one, first of equal ones. */
  senderOf(moment: Moment, envelope: Envelope): number | undefined {
    this.#goTo(moment);
    return this.#senders.get(envelopeKey(envelope))?.[0];
  }

  /** Whether an equal message arrived before. */
  hasArrived(moment: Moment, envelope: Envelope): boolean {
    this.#goTo(moment);
    return this.#arrived.has(envelopeKey(envelope));
  }

  #goTo(moment: Moment): void {
    if (this.#tip === moment) return;
    this.#forget();
    for (const each of pathTo(moment)) this.#take(each);
  }

  #forget(): void {
    this.#tip = undefined;
    this.#senders = new Map();
    this.#setters = new Map();
    this.#arrived = new Set();
    this.#band = this.#timeline?.();
  }

  #take(moment: Moment): Recalled {
    const { action, id, effects } = moment;
    this.#tip = moment;
    const isBag = moment.world.network.kind === 'bag';
    let cause: number | undefined;
    if (action?.kind === 'deliver' || action?.kind === 'lose') {
      const key = envelopeKey(action.envelope);
      const senders = this.#senders.get(key);
      cause = isBag ? senders?.shift() : senders?.[0];
      if (action.kind === 'deliver') this.#arrived.add(key);
    }
    if (action?.kind === 'fire') cause = this.#setters.get(timerKey(action.timer))?.shift();
    if (action?.kind === 'inject') push(this.#senders, envelopeKey(action.envelope), id, isBag);
    if (action?.kind === 'duplicate') {
      const senders = this.#senders.get(envelopeKey(action.envelope));
      if (senders?.length) senders.push(senders.at(-1) as number);
    }
    for (const envelope of effects.sends) {
      const key = envelopeKey(envelope);
      push(this.#senders, key, id, isBag);
      this.#arrived.delete(key);
    }
    for (const timer of effects.sets) push(this.#setters, timerKey(timer), id, true);
    return { cause, band: this.#bandOf(moment) };
  }

  #bandOf(moment: Moment): string | undefined {
    this.#band ??= this.#timeline?.();
    const step = this.#band && this.#storyStep(moment);
    return step && this.#band?.(step);
  }

  #storyStep({ action, depth, atMs, effects }: Moment): StoryStep | undefined {
    const at = atMs ?? depth;
    const told = {
      sends: effects.sends.map((envelope) => this.#message(envelope)),
      results: effects.results.map((text) => this.#decoded(text) as Result),
      commands: effects.commands.map((text) => this.#decoded(text) as Command),
    };
    switch (action?.kind) {
      case 'add':
        return {
          kind: 'add',
          at,
          node: action.node.address,
          role: action.node.role,
          effects: told,
        };
      case 'deliver': {
        const node = rootAddress(action.envelope.to);
        return {
          kind: 'deliver',
          at,
          node,
          message: this.#message(action.envelope),
          effects: told,
        };
      }
      case 'fire': {
        const node = rootAddress(action.timer.owner);
        const timer = this.#decoded(action.timer.timer);
        return { kind: 'fire', at, node, timer, effects: told };
      }
      case 'command':
        return { kind: 'command', at, node: action.client, effects: told };
      case 'crash':
        return { kind: 'crash', at, node: action.node };
      default:
        return undefined;
    }
  }

  #message(envelope: Envelope): StoryMessage {
    const { from, to, message } = envelope;
    return { id: envelopeKey(envelope), from, to, message: this.#decoded(message) };
  }

  #decoded(text: Canonical): object {
    return decode(text, this.#classes) as object;
  }
}

/** In a search the first sending counts: sent again, nothing changes. */
function push(map: Map<string, number[]>, key: string, id: number, all: boolean): void {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, [id]);
  else if (all) ids.push(id);
}
