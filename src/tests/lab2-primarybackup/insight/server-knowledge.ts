import type { Address } from '../../../index.js';
import { GetView, Ping, STARTUP_VIEWNUM, View, ViewReply } from '../given/lab2.js';
import { acts, type StoryMessage, type StoryStep } from '../../../testing.js';
import { brings, newestViewIn, subjectOf, type Subject } from './contents.js';

/** How far one client's latest command has got at one server. */
export interface CommandTrail {
  /**
   * The number of the client's command; a trail of an older command says nothing about the latest.
   */
  readonly index: number;
  /** The server first heard of it from another server, not from the client. */
  readonly cameFromServer: boolean;
  /** Since it heard of the command, the server was at some time alone in a view. */
  wasAlone: boolean;
  /**
   * Other servers that knew of it and then sent this one something, with their views at that time.
   */
  readonly confirmers: Map<Address, View>;
  /** The command, if the client's message shows it. */
  readonly subject: Subject | undefined;
  /** When the server first sent it on to another server. */
  forwardedAt: number | undefined;
}

/** What one server knows, as far as that is visible from outside. */
export interface ServerRecord {
  /** The newest view it has heard of, and when. */
  view: View;
  toldAt: number;
  /**
   * By other server: the number of the newest view in which it sent something that arrived here.
   */
  readonly heard: Map<Address, number>;
  /** Servers that have sent it something after hearing from it in its present view. */
  readonly confirmed: Set<Address>;
  /** The trails by client. */
  readonly trails: Map<Address, CommandTrail>;
  /** When it last sent a client's command on to a server that has acknowledged its present view. */
  forwardedAt: number;
  /**
   * What the snapshots of its messages share as long as it learns nothing: a long run has one for
   * each message.
   */
  copied: Pick<Snapshot, 'heard' | 'trails'> | undefined;
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
 * Follows, through messages of a student's own design, which server can know of which client's
 * latest command, and in which views servers have heard of each other: a node that got a message
 * from one that knew may know, too.
 */
export class ServerKnowledge {
  readonly clients = new Set<Address>();
  readonly #servers = new Map<Address, ServerRecord>();
  readonly #commandCounts = new Map<Address, number>();
  /** What its sender knew, by the message's id; if an id was sent several times, the last time. */
  readonly #snapshots = new Map<string, Snapshot>();

  /** The record of a server; an empty one at first. */
  of(server: Address): ServerRecord {
    let record = this.#servers.get(server);
    if (record === undefined) {
      const view = new View(STARTUP_VIEWNUM, null, null);
      const known = { heard: new Map(), confirmed: new Set<Address>(), trails: new Map() };
      record = { view, toldAt: 0, ...known, forwardedAt: -1, copied: undefined };
      this.#servers.set(server, record);
    }
    return record;
  }

  /** What the sender of a message knew; `undefined` if the sending was not seen. */
  whenSent(message: Pick<StoryMessage, 'id'>): Snapshot | undefined {
    return this.#snapshots.get(message.id);
  }

  /** The number of the client's latest command; 0 before its first. */
  commandCount(client: Address): number {
    return this.#commandCounts.get(client) ?? 0;
  }

  /** Takes what a step delivered to its node; to be called before its sends. */
  receive(step: StoryStep): void {
    if (step.kind === 'deliver') this.#deliver(step.message, step.at);
    if (!acts(step)) return;
    const handedIn = step.effects.commands.length;
    if (handedIn === 0) return;
    this.clients.add(step.node);
    this.#commandCounts.set(step.node, this.commandCount(step.node) + handedIn);
  }

  /** Remembers what the sender of a message knows when it sends it. */
  send(message: StoryMessage, step: StoryStep): void {
    const { from } = message;
    const record = this.of(from);
    const { view, confirmed } = record;
    for (const trail of record.trails.values()) {
      if (trail.subject === undefined || !this.#isSentOn(trail.subject, message)) continue;
      if (trail.forwardedAt === undefined) record.copied = undefined;
      trail.forwardedAt ??= step.at;
      // Before that, it is part of the state that is transferred.
      if (confirmed.has(message.to)) record.forwardedAt = step.at;
    }
    record.copied ??= copyOf(record);
    const { heard, trails: learnt } = record.copied;
    const count = this.#commandCounts.get(from);
    const trails =
      count === undefined
        ? learnt
        : new Map(learnt).set(from, this.#ownTrail(from, count, message.message));
    const confirmedByBackup = view.backup !== null && confirmed.has(view.backup);
    const known = { view, heard, confirmedByBackup, trails };
    this.#snapshots.set(message.id, { at: step.at, step, ...known });
  }

  /** The command that a message of one server to another is about, if it is about one. */
  subjectBetweenServers({ from, to, message }: StoryMessage): Subject | undefined {
    const isOwn = !(message instanceof Ping || message instanceof ViewReply);
    if (!isOwn || this.clients.has(to) || this.clients.has(from)) return undefined;
    return subjectOf(message, this.clients);
  }

  /** Whether one server sends the command to another, alone or with others. */
  #isSentOn(subject: Subject, { from, to, message }: StoryMessage): boolean {
    if (message instanceof Ping || message instanceof ViewReply) return false;
    if (this.clients.has(to) || this.clients.has(from)) return false;
    return brings(message, subject, this.clients);
  }

  /** The command in a client's own message: its latest. */
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
    // A message of the student's own design may carry a view, too.
    const view = message instanceof ViewReply ? message.view : newestViewIn(message);
    if (view !== undefined) this.#tell(record, to, view, at);
    if (message instanceof ViewReply) return;
    const sent = this.#snapshots.get(delivered.id);
    if (sent === undefined) return;
    const heard = record.heard.get(from);
    const newest = Math.max(heard ?? 0, sent.view.viewNum);
    if (newest !== heard) record.copied = undefined;
    record.heard.set(from, newest);
    if ((sent.heard.get(to) ?? -1) >= record.view.viewNum) record.confirmed.add(from);
    for (const [client, trail] of sent.trails) this.#learn(record, to, from, client, trail, sent);
  }

  #tell(record: ServerRecord, server: Address, view: View, at: number): void {
    if (view.viewNum <= record.view.viewNum) return;
    record.view = view;
    record.toldAt = at;
    record.confirmed.clear();
    if (!isAlone(server, view)) return;
    record.copied = undefined;
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
      record.copied = undefined;
    }
    // The first answer counts: a later refusal takes nothing back.
    if (fromClient || known.confirmers.has(from)) return;
    known.confirmers.set(from, sent.view);
    record.copied = undefined;
  }
}

function copyOf({ heard, trails }: ServerRecord): Pick<Snapshot, 'heard' | 'trails'> {
  const copies = [...trails].map(([client, trail]) => {
    return [client, { ...trail, confirmers: new Map(trail.confirmers) }] as const;
  });
  return { heard: new Map(heard), trails: new Map(copies) };
}

function isAlone(server: Address, view: View): boolean {
  return view.primary === server && view.backup === null;
}
