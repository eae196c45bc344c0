import type { Address } from '../../lab/index.js';
import {
  LocalStepper,
  Network,
  type Envelope,
  type Event,
  type LocalState,
  type PendingTimer,
  type World,
} from '../../system/index.js';
import { CellState, Cells, type CellVector } from './cells.js';
import type { InternedState } from './interned-state.js';
import { InternedViews } from './interned-views.js';
import { Locals } from './locals.js';
import { MessageSets } from './message-sets.js';
import { Messages } from './messages.js';
import type { SearchProblem, SearchSettings } from '../search.js';
import { Sensitivity } from './sensitivity.js';
import { Verdicts, type StateVerdict } from './verdicts.js';

/** Everything interned in one search, which gives a state's integers their meaning. */
export class Space {
  /** The nodes in the order of their cells. */
  readonly addresses: readonly Address[];
  readonly cells: Cells;
  /** Whether predicates read only clients' results. */
  readonly readsResultsOnly: boolean;
  readonly #start: World;
  readonly #verdicts: Verdicts;
  readonly #met: CellState;

  constructor(problem: SearchProblem, settings: SearchSettings) {
    const { plan, start, handlers, classes } = problem;
    this.#start = start;
    this.addresses = [...start.locals.keys()];
    const nodes = new Map(this.addresses.map((address, node) => [address, node]));
    const { links } = settings;
    const messages = new Messages(nodes, links);
    const sets = new MessageSets(messages);
    const stepper = new LocalStepper(plan, handlers, classes);
    const locals = new Locals(this.addresses, links, messages, sets, stepper);
    const views = new InternedViews(plan, classes, this.addresses, messages);
    const sensitivity = new Sensitivity(settings, views);
    this.readsResultsOnly = sensitivity.readsResultsOnly;
    this.cells = new Cells(messages, sets, locals, sensitivity, settings);
    this.#verdicts = new Verdicts(settings, this.addresses, this.cells, views);
    this.#met = new CellState(this.cells);
  }

  /** The cells of the state the search starts from. */
  start(): CellVector {
    const { messages, sets, locals } = this.cells;
    const ids = this.startMessages();
    return Int32Array.from(this.addresses, (address, node) => {
      const inbox = sets.of(ids.filter((id) => messages.home[id] === node));
      const local = locals.intern(node, this.#start.locals.get(address) as LocalState);
      return this.cells.of(local, inbox);
    });
  }

  /** The messages of the state the search starts from, in the order in which they were sent. */
  startMessages(): number[] {
    const { messages } = this.cells;
    return [...this.#start.network.values()].map((envelope) => messages.intern(envelope));
  }

  /** The predicates' verdict on the state with these cells. */
  verdictOf(cells: CellVector): StateVerdict {
    return this.#verdicts.of(this.#met.at(cells));
  }

  /** The predicates' verdict on a state. */
  verdictOn(state: InternedState): StateVerdict {
    return this.#verdicts.of(state);
  }

  /** The state with these cells. */
  stateOf(cells: CellVector): World {
    return this.stateLike(this.#met.at(cells));
  }

  /** A whole state, from its numbers. */
  stateLike(state: InternedState): World {
    const { messages, sets, locals } = this.cells;
    const states = new Map<Address, LocalState>();
    const sent: Envelope[] = [];
    this.addresses.forEach((address, node) => {
      states.set(address, locals.get(state.localOf(node)).state);
      for (const message of sets.membersOf(state.inboxOf(node))) {
        sent.push(messages.envelopes[message] as Envelope);
      }
    });
    return { ...this.#start, locals: states, network: Network.of('set', sent) };
  }

  /** An event of a node state, by its number. */
  eventOf(local: number, event: number): Event {
    const { messages, locals } = this.cells;
    if (event >= 0) {
      return { kind: 'deliver', envelope: messages.envelopes[event] as Envelope };
    }
    const { timers } = locals.get(local);
    return { kind: 'fire', timer: timers[-1 - event] as PendingTimer };
  }
}
