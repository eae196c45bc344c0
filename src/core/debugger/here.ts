import { decode, diff, print, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { rootAddress } from '../lab/index.js';
import type { SearchViews } from '../predicate/index.js';
import {
  envelopeKey,
  placeOf,
  timerKey,
  type Envelope,
  type Network,
  type Results,
  type Stepper,
} from '../system/index.js';
import type { Keys } from './keys.js';
import type { Moment } from './moments.js';
import type { PathMemory } from './path-memory.js';
import type { SessionSays } from './protocol.js';
import { readsOf, truthOf, type Watched } from './truths.js';
import type { Words } from './words.js';
import { valueNode } from './value-node.js';

type HereSays = Extract<SessionSays, { kind: 'here' }>['here'];
type CardSays = HereSays['nodes'][number];
type MessageSays = CardSays['inbox'][number];

/** What is needed to show a moment. */
export interface HereTools {
  readonly stepper: Stepper;
  readonly classes: ClassTable;
  readonly views: SearchViews;
  readonly memory: PathMemory;
  readonly words: Words;
  readonly keys: Keys;
  readonly watched: readonly Watched[];
  /** All nodes that ever existed, in order, including clients. */
  readonly nodes: readonly { readonly address: Address; readonly role: 'server' | 'client' }[];
  /** Why no step can be taken at all, for a recording. */
  readonly stepRefusal: string | undefined;
  readonly logOf: (moment: Moment) => readonly string[];
}

/** The world at a moment, as a page shows it. */
export function hereOf(moment: Moment, tools: HereTools): HereSays {
  return new Shower(moment, tools).here();
}

class Shower {
  readonly #moment: Moment;
  readonly #tools: HereTools;
  readonly #inboxes = new Map<Address, Letter[]>();

  constructor(moment: Moment, tools: HereTools) {
    this.#moment = moment;
    this.#tools = tools;
    const { network, aside } = moment.world;
    for (const envelope of network.values()) this.#sort(envelope, network);
    for (const envelope of aside.values()) this.#sort(envelope, aside);
  }

  here(): HereSays {
    const { nodes, words, logOf } = this.#tools;
    const { effects, action } = this.#moment;
    const { fault } = effects;
    const isNodes = action !== undefined && placeOf(action) !== undefined;
    return {
      id: this.#moment.id,
      nodes: nodes.map(({ address, role }) => this.#card(address, role)),
      links: this.#links(),
      predicates: this.#predicates(),
      step: {
        changes: this.#changes(),
        sends: effects.sends.map(({ to, message }) => ({ to, ...words.of(message) })),
        sets: effects.sets.map(({ timer, minMs, maxMs }) => {
          return `${words.of(timer).text} (${span(minMs, maxMs)})`;
        }),
        results: effects.results.map((result) => words.of(result).text),
        log: [...logOf(this.#moment)],
        ...(fault !== undefined && { fault: faultText(fault) }),
        isTold: !isNodes || this.#isTold(),
      },
    };
  }

  #isTold(): boolean {
    const { action, effects } = this.#moment;
    return action?.kind === 'crash' || effects.fault !== undefined || this.#after() !== undefined;
  }

  #after(): Canonical | undefined {
    const { action, world } = this.#moment;
    const node = action && placeOf(action);
    const text = node && world.locals.get(rootAddress(node))?.node;
    return text === '' ? undefined : text;
  }

  #before(address: Address): Canonical | undefined {
    const text = this.#moment.parent?.world.locals.get(address)?.node;
    return text === '' ? undefined : text;
  }

  #changes(): HereSays['step']['changes'] {
    const { action } = this.#moment;
    const node = action && placeOf(action);
    if (node === undefined) return [];
    const [before, after] = [this.#before(rootAddress(node)), this.#after()];
    if (before === undefined || after === undefined || before === after) return [];
    const { classes } = this.#tools;
    return diff(decode(before, classes), decode(after, classes), classes).map((change) => ({
      path: change.path,
      ...(change.before !== undefined && { before: change.before }),
      ...(change.after !== undefined && { after: change.after }),
    }));
  }

  #card(address: Address, role: 'server' | 'client'): CardSays {
    const { classes } = this.#tools;
    const { world } = this.#moment;
    const local = world.locals.get(address);
    const before = this.#before(address);
    const text = local?.node === '' ? undefined : local?.node;
    const now = text && decode(text, classes);
    const old = before === undefined || before === text ? now : decode(before, classes);
    return {
      address,
      role,
      isUp: local !== undefined,
      hasThrown: world.exception?.node === address,
      ...(text !== undefined && { state: valueNode(now, classes, old) }),
      isChanged: before !== undefined && text !== undefined && before !== text,
      ...this.#inbox(address),
      timers: (local?.timers ?? []).slice(0, LISTED_MAX).map((timer) => {
        const { keys, words } = this.#tools;
        const refusal = this.#refusal({ kind: 'fire', timer });
        const { owner, minMs, maxMs } = timer;
        const key = keys.of({ kind: 'timer', timer }, timerKey(timer));
        return { key, owner, minMs, maxMs, ...words.of(timer.timer), ...refusal };
      }),
      timersSet: local?.timers.length ?? 0,
      timersOn: world.links.mayFire(address),
      canCommand: false,
      ...(role === 'client' && local !== undefined && this.#work(address, local.results)),
    };
  }

  #work(client: Address, results: Results): Partial<CardSays> {
    const { stepper, words, classes } = this.#tools;
    const workload = stepper.plan.workloads.get(client);
    if (workload === undefined) return {};
    const { world } = this.#moment;
    const first = Math.max(0, results.length - RESULTS_SHOWN);
    const shown = results.slice(first).map((result, i) => {
      const expected = workload.expectedAt(first + i, client);
      return {
        command: words.of(stepper.commandAt(client, first + i)).text,
        result: words.of(result).text,
        ...(expected !== undefined && { expected: print(expected, classes) }),
      };
    });
    const isWaiting = stepper.handedIn(world, client) > results.length;
    const canCommand = this.#refusal({ kind: 'command', client }).refusal === undefined;
    return {
      results: shown,
      resultsBefore: first,
      ...(workload.size !== Infinity && { commands: workload.size }),
      ...(isWaiting && { waiting: words.of(stepper.commandAt(client, results.length)).text }),
      canCommand,
    };
  }

  #sort(envelope: Envelope, network: Network): void {
    const isAside = network === this.#moment.world.aside;
    const isOld = this.#tools.memory.hasArrived(this.#moment, envelope);
    const root = rootAddress(envelope.to);
    const inbox = this.#inboxes.get(root) ?? [];
    this.#inboxes.set(root, inbox);
    inbox.push({ envelope, kind: isAside ? 'aside' : isOld ? 'old' : 'fresh' });
  }

  /** The newest of each kind, in the order in which they were sent. */
  #inbox(address: Address): Pick<CardSays, 'inbox' | 'unlisted'> {
    const all = this.#inboxes.get(address) ?? [];
    const left = { fresh: LISTED_MAX, old: LISTED_MAX, aside: LISTED_MAX };
    const listed = all.toReversed().filter(({ kind }) => left[kind]-- > 0);
    const inbox = listed.toReversed().map(({ envelope }) => this.#message(envelope));
    return { inbox, unlisted: all.length - listed.length };
  }

  #message(envelope: Envelope): MessageSays {
    const { memory, words, keys } = this.#tools;
    const { network, aside } = this.#moment.world;
    const { from, to, message } = envelope;
    const cause = memory.senderOf(this.#moment, envelope);
    const isAside = !network.has(envelope);
    return {
      key: keys.of({ kind: 'message', envelope }, envelopeKey(envelope)),
      from,
      to,
      ...words.of(message),
      count: (isAside ? aside : network).count(envelope),
      isOld: memory.hasArrived(this.#moment, envelope),
      isAside,
      ...(isAside ? { refusal: 'it is set aside' } : this.#refusal({ kind: 'deliver', envelope })),
      ...(cause !== undefined && { cause }),
    };
  }

  #refusal(action: Parameters<Stepper['refusal']>[1]): { readonly refusal?: string } {
    const { stepper, stepRefusal } = this.#tools;
    const refusal = stepRefusal ?? stepper.refusal(this.#moment.world, action);
    return refusal === undefined ? {} : { refusal };
  }

  #links(): HereSays['links'] {
    const { nodes } = this.#tools;
    const { links } = this.#moment.world;
    return nodes.flatMap(({ address: from }) =>
      nodes
        .filter(({ address: to }) => to !== from)
        .map(({ address: to }) => ({ from, to, isOn: links.mayDeliver(from, to) })),
    );
  }

  #predicates(): HereSays['predicates'] {
    const { watched, views, classes } = this.#tools;
    const view = views.of(this.#moment.world);
    return watched.map(({ role, predicate, unjudged }, index) => {
      const { holds, detail } = truthOf(predicate, view);
      const reads = readsOf(predicate, view, classes);
      const { name } = predicate;
      return {
        index,
        name,
        role,
        holds,
        reads,
        ...(detail !== undefined && { detail }),
        ...(unjudged !== undefined && { unjudged }),
      };
    });
  }
}

/** Beyond this many of a kind, messages and timers of a node are counted, not listed. */
const LISTED_MAX = 200;

/** A message for a node, and what can happen to it. */
interface Letter {
  readonly envelope: Envelope;
  /** `old`: it arrived before; in a search's network it stays. */
  readonly kind: 'fresh' | 'old' | 'aside';
}

/** How many of a client's latest results are shown. */
const RESULTS_SHOWN = 50;

function span(minMs: number, maxMs: number): string {
  return minMs === maxMs ? `${minMs} ms` : `${minMs}–${maxMs} ms`;
}

/** What a handler threw, with the student's own line. */
export function faultText(fault: NonNullable<Moment['effects']['fault']>): string {
  const { place } = fault;
  const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
  const hint = fault.hint === undefined ? '' : `: ${fault.hint}`;
  return `${fault.message}${where}${hint}`;
}
