import type { Address } from '../../../index.js';
import { GetView, Ping, STARTUP_VIEWNUM, View, ViewReply } from '../given/lab2.js';
import { acts, type StoryMessage, type StoryStep } from '../../../testing.js';
import { brings, newestViewIn, subjectOf, type Subject } from './contents.js';

/** How far one client's newest command has come at one server. */
export interface CommandTrail {
  /** Counts the client's commands; a trail of an older one says nothing of the newest. */
  readonly index: number;
  /** The server first heard of it from another server, not from the client. */
  readonly cameFromServer: boolean;
  /** Since it heard of it, the server was the only one in a view at some time. */
  wasAlone: boolean;
  /** Other servers that knew of it and then sent this one something, with their views then. */
  readonly confirmers: Map<Address, View>;
  /** What the command is, where the client's message shows it. */
  readonly subject: Subject | undefined;
  /** When the server first sent it on to another server. */
  forwardedAt: number | undefined;
}

/** What one server knows, as far as that shows from outside. */
export interface ServerRecord {
  /** The newest view it was told of, and when. */
  view: View;
  toldAt: number;
  /** The views of others, by their numbers, in which they sent what it got: the newest of each. */
  readonly heard: Map<Address, number>;
  /** Who has sent it something after hearing from it in its present view. */
  readonly confirmed: Set<Address>;
  /** By client. */
  readonly trails: Map<Address, CommandTrail>;
}

/** What a server knew when it sent a message. */
export interface Snapshot {
  readonly at: number;
  readonly view: View;
  readonly heard: ReadonlyMap<Address, number>;
  readonly confirmedByBackup: boolean;
  readonly trails: ReadonlyMap<Address, CommandTrail>;
  /** The step in which it was sent. */
  readonly step: StoryStep;
}

/**
 * Follows, through messages whose content is the student's own, which server can know of which
 * client's newest command, and in which views servers have heard of each other: whoever got a
 * message from somebody who knew may know too.
 */
export class ServerKnowledge {
  readonly clients = new Set<Address>();
  readonly #servers = new Map<Address, ServerRecord>();
  readonly #commandCounts = new Map<Address, number>();
  /** What its sender knew, by the message's id; of several sendings of one id, the last. */
  readonly #snapshots = new Map<string, Snapshot>();

  /** The record of a server; an empty one at first. */
  of(server: Address): ServerRecord {
    let record = this.#servers.get(server);
    if (record === undefined) {
      const view = new View(STARTUP_VIEWNUM, null, null);
      record = { view, toldAt: 0, heard: new Map(), confirmed: new Set(), trails: new Map() };
      this.#servers.set(server, record);
    }
    return record;
  }

  /** What the sender of a message knew, or `undefined` when it was not seen being sent. */
  whenSent(message: Pick<StoryMessage, 'id'>): Snapshot | undefined {
    return this.#snapshots.get(message.id);
  }

  /** The number of the client's newest command; 0 before its first. */
  commandCount(client: Address): number {
    return this.#commandCounts.get(client) ?? 0;
  }

  /** Takes what a step brought to its node; to be called before its sends. */
  receive(step: StoryStep): void {
    if (step.kind === 'deliver') this.#deliver(step.message, step.at);
    if (!acts(step)) return;
    const handedIn = step.effects.commands.length;
    if (handedIn === 0) return;
    this.clients.add(step.node);
    this.#commandCounts.set(step.node, this.commandCount(step.node) + handedIn);
  }

  /** Remembers what its sender knows as a message leaves. */
  send(message: StoryMessage, step: StoryStep): void {
    const { from } = message;
    const { view, heard, confirmed, trails } = this.of(from);
    const copies = new Map<Address, CommandTrail>();
    for (const [client, trail] of trails) {
      const isSentOn = trail.subject !== undefined && this.#isSentOn(trail.subject, message);
      if (isSentOn) trail.forwardedAt ??= step.at;
      copies.set(client, { ...trail, confirmers: new Map(trail.confirmers) });
    }
    const count = this.#commandCounts.get(from);
    if (count !== undefined) copies.set(from, this.#ownTrail(from, count, message.message));
    const confirmedByBackup = view.backup !== null && confirmed.has(view.backup);
    const known = { view, heard: new Map(heard), confirmedByBackup, trails: copies };
    this.#snapshots.set(message.id, { at: step.at, step, ...known });
  }

  /** The command that a message of one server to another is about, if it is about one. */
  subjectBetweenServers({ from, to, message }: StoryMessage): Subject | undefined {
    const isOwn = !(message instanceof Ping || message instanceof ViewReply);
    if (!isOwn || this.clients.has(to) || this.clients.has(from)) return undefined;
    return subjectOf(message, this.clients);
  }

  /** Whether one server sends the command to another, alone or among others. */
  #isSentOn(subject: Subject, { from, to, message }: StoryMessage): boolean {
    if (message instanceof Ping || message instanceof ViewReply) return false;
    if (this.clients.has(to) || this.clients.has(from)) return false;
    return brings(message, subject, this.clients);
  }

  /** What a client's own message carries: its newest command. */
  #ownTrail(client: Address, index: number, message: object): CommandTrail {
    const subject = subjectOf(message, this.clients);
    return {
      index,
      cameFromServer: false,
      wasAlone: false,
      confirmers: new Map(),
      subject: subject && { ...subject, clients: [client] },
      forwardedAt: undefined,
    };
  }

  #deliver(delivered: StoryMessage, at: number): void {
    const { from, to, message } = delivered;
    if (message instanceof Ping || message instanceof GetView) return;
    const record = this.of(to);
    // A message of the student's own may tell of a view as well.
    const view = message instanceof ViewReply ? message.view : newestViewIn(message);
    if (view !== undefined) this.#tell(record, to, view, at);
    if (message instanceof ViewReply) return;
    const sent = this.#snapshots.get(delivered.id);
    if (sent === undefined) return;
    record.heard.set(from, Math.max(record.heard.get(from) ?? 0, sent.view.viewNum));
    if ((sent.heard.get(to) ?? -1) >= record.view.viewNum) record.confirmed.add(from);
    for (const [client, trail] of sent.trails) this.#learn(record, to, from, client, trail, sent);
  }

  #tell(record: ServerRecord, server: Address, view: View, at: number): void {
    if (view.viewNum <= record.view.viewNum) return;
    record.view = view;
    record.toldAt = at;
    record.confirmed.clear();
    if (!isAlone(server, view)) return;
    for (const trail of record.trails.values()) trail.wasAlone = true;
  }

  #learn(
    record: ServerRecord,
    server: Address,
    from: Address,
    client: Address,
    trail: CommandTrail,
    sent: Snapshot,
  ): void {
    if (client === server) return;
    const fromClient = from === client;
    let known = record.trails.get(client);
    if (known !== undefined && known.index > trail.index) return;
    if (known === undefined || known.index < trail.index) {
      known = {
        index: trail.index,
        cameFromServer: !fromClient,
        wasAlone: isAlone(server, record.view),
        confirmers: new Map(),
        subject: trail.subject,
        forwardedAt: undefined,
      };
      record.trails.set(client, known);
    }
    // The first word counts: a refusal that comes later takes nothing back.
    if (!fromClient && !known.confirmers.has(from)) known.confirmers.set(from, sent.view);
  }
}

function isAlone(server: Address, view: View): boolean {
  return view.primary === server && view.backup === null;
}
