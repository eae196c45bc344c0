import type { Address } from '../../index.js';
import { GetView, Ping, STARTUP_VIEWNUM, View, ViewReply } from '../../lab2.js';
import type { StoryMessage, StoryStep } from '../../testing.js';

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
}

/** What one server knows, as far as that shows from outside. */
export interface ServerRecord {
  /** The newest view it was told of. */
  view: View;
  /** Who has sent it anything since it was told of that view. */
  readonly heardSince: Set<Address>;
  /** The views it has acknowledged as primary. */
  readonly acknowledged: Set<number>;
  /** By client. */
  readonly trails: Map<Address, CommandTrail>;
}

/** What a server knew when it sent a message. */
export interface Snapshot {
  readonly view: View;
  readonly heardBackup: boolean;
  readonly trails: ReadonlyMap<Address, CommandTrail>;
}

/**
 * Follows, through messages whose content it does not understand, which server can know of which
 * client's newest command: whoever got a message from somebody who knew may know too.
 */
export class ServerKnowledge {
  readonly #servers = new Map<Address, ServerRecord>();
  readonly #commandCounts = new Map<Address, number>();
  /** What its sender knew, by the message's id; of several sendings of one id, the last. */
  readonly #snapshots = new Map<string, Snapshot>();

  /** The record of a server; an empty one at first. */
  of(server: Address): ServerRecord {
    let record = this.#servers.get(server);
    if (record === undefined) {
      record = {
        view: new View(STARTUP_VIEWNUM, null, null),
        heardSince: new Set(),
        acknowledged: new Set(),
        trails: new Map(),
      };
      this.#servers.set(server, record);
    }
    return record;
  }

  /** What the sender of a message knew, or `undefined` when it was not seen being sent. */
  whenSent(message: StoryMessage): Snapshot | undefined {
    return this.#snapshots.get(message.id);
  }

  /** The number of the client's newest command; 0 before its first. */
  commandCount(client: Address): number {
    return this.#commandCounts.get(client) ?? 0;
  }

  /** Takes what a step brought to its node; to be called before its sends. */
  receive(step: StoryStep): void {
    if (step.kind === 'deliver') this.#deliver(step.message);
    if (step.kind === 'crash' || step.kind === 'drop') return;
    const handedIn = step.effects.commands.length;
    if (handedIn > 0) {
      this.#commandCounts.set(step.node, this.commandCount(step.node) + handedIn);
    }
  }

  /** Remembers what its sender knows as a message leaves. */
  send(message: StoryMessage): void {
    const { view, heardSince, trails } = this.of(message.from);
    const copies = new Map<Address, CommandTrail>();
    for (const [client, trail] of trails) {
      copies.set(client, { ...trail, confirmers: new Map(trail.confirmers) });
    }
    const count = this.#commandCounts.get(message.from);
    if (count !== undefined) copies.set(message.from, ownTrail(count));
    const heardBackup = view.backup !== null && heardSince.has(view.backup);
    this.#snapshots.set(message.id, { view, heardBackup, trails: copies });
  }

  #deliver(delivered: StoryMessage): void {
    const { from, to, message } = delivered;
    if (message instanceof Ping || message instanceof GetView) return;
    const record = this.of(to);
    if (message instanceof ViewReply) {
      this.#tell(record, to, message.view);
      return;
    }
    // A message of the student's own may tell of a view as well.
    for (const view of viewsIn(message, 3)) this.#tell(record, to, view);
    record.heardSince.add(from);
    const sent = this.#snapshots.get(delivered.id);
    if (sent === undefined) return;
    for (const [client, trail] of sent.trails) this.#learn(record, to, from, client, trail, sent);
  }

  #tell(record: ServerRecord, server: Address, view: View): void {
    if (view.viewNum <= record.view.viewNum) return;
    record.view = view;
    record.heardSince.clear();
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
      };
      record.trails.set(client, known);
    }
    // The first word counts: a refusal that comes later takes nothing back.
    if (!fromClient && !known.confirmers.has(from)) known.confirmers.set(from, sent.view);
  }
}

/** What a client's own message carries: its newest command. */
function ownTrail(index: number): CommandTrail {
  return { index, cameFromServer: false, wasAlone: false, confirmers: new Map() };
}

function isAlone(server: Address, view: View): boolean {
  return view.primary === server && view.backup === null;
}

/** The views somewhere in a message, not deeper than `depth` fields. */
function* viewsIn(value: unknown, depth: number): Generator<View> {
  if (typeof value !== 'object' || value === null || depth < 0) return;
  if (value instanceof View) yield value;
  else for (const part of Object.values(value)) yield* viewsIn(part, depth - 1);
}
