import type { Address, Command } from '../../../index.js';
import { GetView, Ping, STARTUP_VIEWNUM, View, ViewReply } from '../given/lab2.js';
import type { StoryEvidence, StoryMessage, StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { newestViewIn, shortened } from './contents.js';

/** A message that was sent, and what became of it. */
export interface Sent {
  readonly message: StoryMessage;
  readonly at: number;
  deliveredAt: number | undefined;
  lostAt: number | undefined;
}

/** A server, a client or the view server, at the end of a story. */
export interface Participant {
  readonly address: Address;
  readonly startedAt: number;
  crashedAt: number | undefined;
  /** The newest view it has heard of, and when. */
  view: View;
  toldAt: number;
  /** The view that it heard of before that one. */
  viewBefore: View;
  /** When it sent each ping. */
  readonly pings: { readonly at: number; readonly viewNum: number }[];
  /** When one of its timers fired last. */
  firedAt: number | undefined;
  /** When it asked for the view. */
  readonly questions: number[];
  /** The messages it sent that are of the student's own design. */
  readonly sent: Sent[];
  /** The messages of that kind that arrived. */
  readonly got: { readonly message: StoryMessage; readonly at: number }[];
  /** The command it waits for, if it is a client. */
  waiting: { readonly command: Command; readonly since: number } | undefined;
  readonly isClient: boolean;
}

/** The situation at the end of a story, from which to find out why a client waits. */
export class Situation {
  readonly endsAt: number;
  readonly #participants = new Map<Address, Participant>();
  readonly #sent = new Map<string, Sent>();
  readonly #held: ReadonlyMap<Address, object>;
  readonly #nameOf: StoryEvidence['nameOf'];

  constructor(
    story: readonly StoryStep[],
    endsAt: number,
    { held = new Map<Address, object>(), nameOf }: Pick<StoryEvidence, 'held' | 'nameOf'>,
  ) {
    this.endsAt = endsAt;
    this.#held = held;
    this.#nameOf = nameOf;
    for (const step of story) this.#see(step);
  }

  /** The servers that have not crashed, in the order in which they started. */
  get alive(): Participant[] {
    return [...this.#participants.values()].filter(({ crashedAt }) => crashedAt === undefined);
  }

  get servers(): Participant[] {
    return this.allServers.filter(({ crashedAt }) => crashedAt === undefined);
  }

  /** All servers, including those that have crashed. */
  get allServers(): Participant[] {
    return [...this.#participants.values()].filter(({ isClient, address }) => {
      return !isClient && address !== VIEW_SERVER;
    });
  }

  get clients(): Participant[] {
    return [...this.#participants.values()].filter(({ isClient }) => isClient);
  }

  /** A message of the student's own design, with its numbers and names: `UpTo(viewNum=3, no=0)`. */
  textOf(message: object): string {
    const fields = Object.entries(message).flatMap(([name, value]: [string, unknown]) => {
      const isPlain = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
      return isPlain ? [`${name}=${shortened(value)}`] : [];
    });
    return `${this.#nameOf(message)}(${fields.join(', ')})`;
  }

  /** What a node held at the end, if known. */
  heldBy(address: Address): object | undefined {
    return this.#held.get(address);
  }

  /** The client that has waited longest. */
  get waiting(): Participant | undefined {
    return this.allWaiting[0];
  }

  /** The clients that wait, the one that has waited longest first. */
  get allWaiting(): Participant[] {
    const waiting = this.alive.filter(({ waiting: command }) => command !== undefined);
    return waiting.sort((a, b) => (a.waiting?.since ?? 0) - (b.waiting?.since ?? 0));
  }

  of(address: Address | null): Participant | undefined {
    return address === null ? undefined : this.#participants.get(address);
  }

  /** The newest view that the view server has announced to anybody. */
  get view(): View {
    return this.of(VIEW_SERVER)?.view ?? new View(STARTUP_VIEWNUM, null, null);
  }

  #see(step: StoryStep): void {
    const { node, at } = step;
    if (step.kind === 'add') this.#participants.set(node, participant(node, at, step.role));
    const own = this.#participants.get(node);
    if (step.kind === 'lose') {
      const sent = this.#sent.get(step.message.id);
      if (sent !== undefined) sent.lostAt ??= at;
      return;
    }
    if (own === undefined) return;
    if (step.kind === 'crash') {
      own.crashedAt = at;
      return;
    }
    if (step.kind === 'fire') own.firedAt = at;
    if (step.kind === 'deliver') this.#arrived(own, step.message, at);
    if (step.effects.results.length > 0) own.waiting = undefined;
    const command = step.effects.commands.at(-1);
    if (command !== undefined) {
      own.waiting = { command, since: at };
    }
    // What the test sends meanwhile is not sent by the node.
    const isOfNode = ({ from }: StoryMessage): boolean => from === node;
    for (const sent of step.effects.sends.filter(isOfNode)) this.#left(own, sent, at);
  }

  #arrived(own: Participant, message: StoryMessage, at: number): void {
    const sent = this.#sent.get(message.id);
    if (sent !== undefined) sent.deliveredAt ??= at;
    const content = message.message;
    const view = content instanceof ViewReply ? content.view : newestViewIn(content);
    if (view !== undefined && view.viewNum > own.view.viewNum) {
      own.viewBefore = own.view;
      own.view = view;
      own.toldAt = at;
    }
    if (isOwn(content)) own.got.push({ message, at });
  }

  #left(own: Participant, message: StoryMessage, at: number): void {
    const content = message.message;
    if (content instanceof Ping) own.pings.push({ at, viewNum: content.viewNum });
    if (content instanceof GetView) own.questions.push(at);
    if (content instanceof ViewReply && content.view.viewNum > own.view.viewNum) {
      own.view = content.view;
      own.toldAt = at;
    }
    if (!isOwn(content)) return;
    const sent: Sent = { message, at, deliveredAt: undefined, lostAt: undefined };
    this.#sent.set(message.id, sent);
    own.sent.push(sent);
  }
}

/**
 * Servers of a view that knew the same pair under an older number: code that compares servers
 * rather than numbers does not notice the new view.
 */
export function samePair(
  situation: Situation,
  view: View,
  isTold: (server: Address) => boolean = () => false,
): string {
  for (const server of [view.primary, view.backup]) {
    const own = situation.of(server);
    if (server === null || own === undefined) continue;
    const knows = own.view.viewNum === view.viewNum;
    if (!knows && !isTold(server)) continue;
    const before = knows ? own.viewBefore : own.view;
    if (before.primary !== view.primary || before.backup !== view.backup) continue;
    return (
      `; ${server} was told view ${before.viewNum} before, of the same pair: it is the ` +
      'number that makes a view new'
    );
  }
  return '';
}

/** The longest wait of a client; a wait without end counts twice. */
export function longestWait(
  story: readonly StoryStep[],
  endsAt: number,
): { readonly from: number; readonly to: number } | undefined {
  const open = new Map<Address, number>();
  let longest: { readonly from: number; readonly to: number } | undefined;
  let weightMax = -1;
  const close = (from: number | undefined, to: number, weight: number): void => {
    if (from === undefined || weight <= weightMax) return;
    longest = { from, to };
    weightMax = weight;
  };
  for (const step of story) {
    if (step.kind === 'lose') continue;
    if (step.kind !== 'crash' && step.effects.results.length > 0) {
      const from = open.get(step.node);
      close(from, step.at, step.at - (from ?? 0));
    }
    if (step.kind === 'crash' || step.effects.results.length > 0) open.delete(step.node);
    if (step.kind !== 'crash' && step.effects.commands.length > 0) open.set(step.node, step.at);
  }
  for (const from of open.values()) close(from, Infinity, 2 * (endsAt - from));
  return longest;
}

/** Whether a message is of the student's own design. */
function isOwn(message: object): boolean {
  return !(message instanceof Ping || message instanceof GetView || message instanceof ViewReply);
}

function participant(address: Address, startedAt: number, role: 'server' | 'client'): Participant {
  return {
    address,
    startedAt,
    crashedAt: undefined,
    view: new View(STARTUP_VIEWNUM, null, null),
    toldAt: startedAt,
    viewBefore: new View(STARTUP_VIEWNUM, null, null),
    pings: [],
    questions: [],
    sent: [],
    got: [],
    firedAt: undefined,
    waiting: undefined,
    isClient: role === 'client',
  };
}
