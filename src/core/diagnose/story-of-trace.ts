import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import { rootAddress, type Address, type Command, type Result } from '../lab/index.js';
import { envelopeKey, Network, Origins, placeOf } from '../system/index.js';
import type { Action, Envelope, Origin } from '../system/index.js';
import type { StoryEffects, StoryMessage, StoryStep } from '../testkit/index.js';
import { networkKind, type Trace, type TraceEvent } from '../trace/index.js';

/**
 * The story of a trace that says what every step did, with the nodes' states. The time of a step is
 * the number of its event, from 1.
 *
 * @param classes has the given classes; the lab's are added to it, by name
 */
export function storyOfTrace(trace: Trace, classes: ClassTable): StoryStep[] {
  classes.addCatalogue(trace.classes);
  const teller = new TraceTeller(trace, classes);
  return trace.events.flatMap((event) => teller.tell(event) ?? []);
}

class TraceTeller {
  readonly #trace: Trace;
  readonly #classes: ClassTable;
  /** How many commands each client has been given. */
  readonly #handedIn = new Map<Address, number>();
  readonly #origins: Origins;
  readonly #states = new Map<Address, { readonly text: Canonical; readonly state: object }>();
  #number = 0;

  constructor(trace: Trace, classes: ClassTable) {
    this.#trace = trace;
    this.#classes = classes;
    this.#origins = new Origins(Network.of(networkKind(trace)));
  }

  tell({ action, evidence }: TraceEvent): StoryStep | undefined {
    const maker = this.#number++;
    const at = this.#number;
    const { sends = [], sets = [] } = evidence ?? {};
    const origin = this.#origins.take(action, { sends, sets });
    if (action.kind === 'lose') {
      const { envelope, reason } = action;
      const message = this.#message(envelope, origin);
      return { kind: 'lose', at, node: rootAddress(envelope.to), message, reason };
    }
    const node = placeOf(action);
    if (node === undefined) return undefined;
    if (action.kind === 'crash') return { kind: 'crash', at, node };
    const step = this.#step(action, at, node, origin);
    const results = (evidence?.results ?? []).map((text) => this.#decoded(text) as Result);
    const effects: StoryEffects = {
      sends: sends.map((envelope, place) => this.#message(envelope, { maker, place })),
      sets: sets.map(({ timer }) => this.#decoded(timer)),
      results,
      commands: this.#commands(action, node, results.length),
      state: this.#stateOf(node, evidence),
    };
    return step && ({ ...step, effects } as StoryStep);
  }

  /** A trace has a node's state only when it changes. */
  #stateOf(node: Address, evidence: TraceEvent['evidence']): object | undefined {
    const known = this.#states.get(node);
    if (evidence?.state === undefined || evidence.state === known?.text) return known?.state;
    const state = this.#decoded(evidence.state);
    this.#states.set(node, { text: evidence.state, state });
    return state;
  }

  #step(action: Action, at: number, node: Address, origin?: Origin): object | undefined {
    switch (action.kind) {
      case 'add':
        return { kind: 'add', at, node, role: action.node.role };
      case 'deliver':
        return { kind: 'deliver', at, node, message: this.#message(action.envelope, origin) };
      case 'fire':
        return { kind: 'fire', at, node, timer: this.#decoded(action.timer.timer) };
      case 'command':
        return { kind: 'command', at, node };
      default:
        return undefined;
    }
  }

  /** The commands that a client got in this step, in the order of its workload. */
  #commands(action: Action, client: Address, results: number): Command[] {
    const all = this.#trace.workloads.get(client);
    if (all === undefined) return [];
    const from = this.#handedIn.get(client) ?? 0;
    let to = from;
    const isFree = action.kind === 'add' || action.kind === 'command' ? 1 : results;
    for (let i = 0; i < isFree && to < all.length; i++) {
      if (all[to]?.atOnce === true || action.kind === 'command') to++;
    }
    this.#handedIn.set(client, to);
    return all.slice(from, to).map(({ command }) => this.#decoded(command) as Command);
  }

  /** In a search, equal messages are one; in a run, each sending is a message of its own. */
  #message(envelope: Envelope, origin: Origin | undefined): StoryMessage {
    const { from, to, message } = envelope;
    const isOne = this.#trace.mode === 'search' || origin === undefined;
    const id = isOne ? envelopeKey(envelope) : `${origin.maker}.${origin.place}`;
    return { id, from, to, message: this.#decoded(message) };
  }

  #decoded(text: Canonical): object {
    return decode(text, this.#classes) as object;
  }
}
