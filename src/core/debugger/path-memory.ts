import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Command, type Result } from '../lab/index.js';
import { envelopeKey, Network, Origins, type Envelope, type Origin } from '../system/index.js';
import type { StoryMessage, StoryStep } from '../testkit/index.js';
import { pathTo, type Moment } from './moments.js';

/** For each step of a path, what begins with it: `view 3 {server2, –}`. */
export type BandsOf = () => (step: StoryStep) => string | undefined;

/** What earlier steps say about a moment. */
export interface Recalled {
  /** The moment that sent the message or set the timer. */
  readonly cause: number | undefined;
  readonly band: string | undefined;
}

/**
 * What is known of a path besides its last world: who sent what, what has arrived already, and what
 * the lab's timeline says. It follows one path; asked about another, it walks that one from the
 * start.
 */
export class PathMemory {
  readonly #classes: ClassTable;
  readonly #timeline: BandsOf | undefined;
  #tip: Moment | undefined;
  /** The moments of the path, without the first, at which nothing has happened yet. */
  #path: Moment[] = [];
  #origins: Origins | undefined;
  #arrived = new Set<string>();
  #band: ((step: StoryStep) => string | undefined) | undefined;

  constructor(classes: ClassTable, timeline: BandsOf | undefined) {
    this.#classes = classes;
    this.#timeline = timeline;
  }

  /** Takes in a moment; if it is on another path, that path is walked first. */
  see(moment: Moment): Recalled {
    if (this.#tip !== moment.parent || this.#tip === undefined) {
      this.#forget();
      for (const before of pathTo(moment).slice(0, -1)) this.#take(before);
    }
    return this.#take(moment);
  }

  /**
   * The moment that sent a message in flight at the given moment; the first, if equal ones were
   * sent.
   */
  senderOf(moment: Moment, envelope: Envelope): number | undefined {
    this.#goTo(moment);
    return this.#momentOf(this.#origins?.sourceOf(envelope));
  }

  /** Whether an equal message has arrived before. */
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
    this.#path = [];
    this.#origins = undefined;
    this.#arrived = new Set();
    this.#band = this.#timeline?.();
  }

  #take(moment: Moment): Recalled {
    const { action, effects, world } = moment;
    this.#tip = moment;
    this.#origins ??= new Origins(Network.of(world.network.kind));
    if (action === undefined) return { cause: undefined, band: undefined };
    const origin = this.#origins.take(action, effects);
    this.#path.push(moment);
    if (action.kind === 'deliver') this.#arrived.add(envelopeKey(action.envelope));
    for (const envelope of effects.sends) this.#arrived.delete(envelopeKey(envelope));
    // A duplicated message is not delivered yet.
    const cause = action.kind === 'duplicate' ? undefined : this.#momentOf(origin);
    return { cause, band: this.#bandOf(moment) };
  }

  #momentOf(origin: Origin | undefined): number | undefined {
    return origin && this.#path[origin.maker]?.id;
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
