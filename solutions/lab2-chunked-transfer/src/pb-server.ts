import { Node, type Address, type Application } from 'labtest';
import { Ping, PING_MILLIS, PingTimer, STARTUP_VIEWNUM, View, type ViewReply } from 'labtest/lab2';
import type { KVStore } from './kv-store.js';
import {
  type Answer,
  Chunk,
  ChunksHeld,
  NotPrimary,
  type Operation,
  type Piece,
  Replicate,
  Replicated,
  Reply,
  type Request,
} from './messages.js';

const PIECES_PER_CHUNK = 2;

/** Hands its state over piece by piece, and pings twice as often as it has to. */
export class PBServer extends Node {
  private readonly viewServer: Address;
  private readonly store: KVStore;
  /** One a client, sorted by client. */
  private answers: Answer[] = [];
  private view = new View(STARTUP_VIEWNUM, null, null);
  /** Whether the view has begun here: both its servers have the same state. */
  private hasBegun = true;
  /** As the primary: how many chunks the backup holds. As the backup: the chunks held. */
  private sent = 0;
  private chunks: (readonly Piece[])[] = [];
  private current: Operation | null = null;

  constructor(address: Address, viewServer: Address, app: Application) {
    super(address);
    this.viewServer = viewServer;
    this.store = app as KVStore;
  }

  init(): void {
    this.ping();
    this.set(new PingTimer(), PING_MILLIS / 2);
  }

  onPingTimer(timer: PingTimer): void {
    this.ping();
    this.sendToBackup();
    this.set(timer, PING_MILLIS / 2);
  }

  handleViewReply({ view }: ViewReply): void {
    this.enter(view);
  }

  private ping(): void {
    this.send(new Ping(this.hasBegun ? this.view.viewNum : this.view.viewNum - 1), this.viewServer);
  }

  private enter(view: View): void {
    if (view.viewNum <= this.view.viewNum) return;
    this.view = view;
    this.sent = 0;
    this.chunks = [];
    this.current = null;
    const { primary, backup } = view;
    this.hasBegun = backup === null || (primary !== this.address && backup !== this.address);
    if (this.hasBegun && primary === this.address) this.ping();
    this.sendToBackup();
  }

  /** The next chunk or the operation under way; what was lost goes with the next ping. */
  private sendToBackup(): void {
    const { primary, backup, viewNum } = this.view;
    if (primary !== this.address || backup === null) return;
    if (!this.hasBegun) {
      const chunks = this.cut();
      const pieces = chunks[this.sent] ?? [];
      this.send(new Chunk(this.view, this.sent, chunks.length, pieces), backup);
    } else if (this.current !== null) {
      this.send(new Replicate(viewNum, this.current), backup);
    }
  }

  /** Nothing is executed during a transfer, so that it is cut in the same way each time. */
  private cut(): (readonly Piece[])[] {
    const pieces: Piece[] = [
      ...this.store.all().map(([key, value]) => ({ key, value })),
      ...this.answers.map((answer) => ({ answer })),
    ];
    const chunks: (readonly Piece[])[] = [];
    for (let i = 0; i === 0 || i < pieces.length; i += PIECES_PER_CHUNK) {
      chunks.push(pieces.slice(i, i + PIECES_PER_CHUNK));
    }
    return chunks;
  }

  handleChunk({ view, index, count, pieces }: Chunk, sender: Address): void {
    this.enter(view);
    if (view.viewNum !== this.view.viewNum) return;
    if (this.hasBegun) {
      this.send(new ChunksHeld(view.viewNum, count), sender);
      return;
    }
    if (index === this.chunks.length) this.chunks.push(pieces);
    this.send(new ChunksHeld(view.viewNum, this.chunks.length), sender);
    if (this.chunks.length === count) this.install();
  }

  private install(): void {
    this.store.clear();
    this.answers = [];
    for (const piece of this.chunks.flat()) {
      if ('answer' in piece) this.answers.push(piece.answer);
      else this.store.write(piece.key, piece.value);
    }
    this.chunks = [];
    this.hasBegun = true;
  }

  handleChunksHeld({ viewNum, held }: ChunksHeld): void {
    if (viewNum !== this.view.viewNum || this.hasBegun || held <= this.sent) return;
    this.sent = held;
    if (this.sent < this.cut().length) {
      this.sendToBackup();
    } else {
      this.sent = 0;
      this.hasBegun = true;
      this.ping();
    }
  }

  handleRequest({ operation }: Request): void {
    const { client, number } = operation;
    const { primary, backup } = this.view;
    if (primary !== this.address) {
      this.send(new NotPrimary(number), client);
      return;
    }
    if (!this.hasBegun) return;
    const last = this.lastOf(client);
    if (last !== undefined && number < last.number) return;
    if (last?.number === number || backup === null) {
      this.send(new Reply(this.execute(operation)), client);
    } else if (this.current === null) {
      this.current = operation;
      this.sendToBackup();
    }
  }

  handleReplicate({ viewNum, operation }: Replicate, sender: Address): void {
    if (viewNum !== this.view.viewNum || this.view.backup !== this.address || !this.hasBegun)
      return;
    this.execute(operation);
    this.send(new Replicated(viewNum, digestOf(operation)), sender);
  }

  handleReplicated({ viewNum, digest }: Replicated): void {
    const { current } = this;
    if (viewNum !== this.view.viewNum || current === null || digest !== digestOf(current)) return;
    this.current = null;
    this.send(new Reply(this.execute(current)), current.client);
  }

  /** Executes it unless that was done; gives the client's last answer. */
  private execute({ client, number, command }: Operation): Answer {
    const last = this.lastOf(client);
    if (last !== undefined && number <= last.number) return last;
    const answer = { client, number, result: this.store.execute(command) };
    const others = this.answers.filter((other) => other.client !== client);
    this.answers = [...others, answer].sort((a, b) => (a.client < b.client ? -1 : 1));
    return answer;
  }

  private lastOf(client: Address): Answer | undefined {
    return this.answers.find((answer) => answer.client === client);
  }
}

function digestOf({ client, number }: Operation): string {
  return `${client}#${number}`;
}
