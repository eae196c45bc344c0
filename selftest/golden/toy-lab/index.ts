import { Message, Node, subAddress, Timer, type Address, type Client } from 'labtest';
import { type Ping, Pong, RETRY_MILLIS } from 'labtest/lab0';

/** How often a timer of {@link Part} is set again. */
const PRODS = 1;

class Spin extends Message {
  constructor(readonly count: number) {
    super();
  }
}

class Tick extends Timer {}

/** Equal timers, and messages to itself. */
export class Spinner extends Node {
  private ticks = 0;
  private heard = 0;
  constructor(
    address: Address,
    private readonly limit: string,
  ) {
    super(address);
  }
  init(): void {
    this.set(new Tick(), 10, 20);
    this.set(new Tick(), 10, 20);
  }
  onTick(): void {
    if (this.ticks >= Number(this.limit)) return;
    this.ticks++;
    this.send(new Spin(this.ticks), this.address);
    this.set(new Tick(), 10, 20);
  }
  handleSpin({ count }: Spin): void {
    if (count === this.heard + 1) this.heard = count;
  }
}

class Alarm extends Timer {
  constructor(readonly name: string) {
    super();
  }
}

/** Timers that overlap in every way; remembers in which order they fired. */
export class Clockwork extends Node {
  private fired = '';
  constructor(
    address: Address,
    private readonly most: string,
  ) {
    super(address);
  }
  init(): void {
    this.set(new Alarm('a'), 10);
    this.set(new Alarm('b'), 5, 15);
    this.set(new Alarm('c'), 15, 20);
    this.set(new Alarm('d'), 20);
    this.set(new Alarm('a'), 10);
    this.set(new Alarm('e'), 1, 100);
  }
  onAlarm({ name }: Alarm): void {
    if (this.fired.length >= Number(this.most)) return;
    this.fired += name;
    if (name === 'a' || name === 'b') this.set(new Alarm('b'), 5, 15);
    if (name === 'e') this.set(new Alarm('c'), 14, 16);
  }
}

class Rumour extends Message {
  constructor(readonly mask: number) {
    super();
  }
}

/** Tells everybody all it knows, including itself and a node that does not exist. */
export class Gossip extends Node {
  private mask: number;
  constructor(
    address: Address,
    mask: string,
    private readonly all: string,
  ) {
    super(address);
    this.mask = Number(mask);
  }
  init(): void {
    this.tell();
  }
  handleRumour({ mask }: Rumour): void {
    if ((this.mask | mask) === this.mask) return;
    this.mask |= mask;
    this.tell();
  }
  private tell(): void {
    this.broadcast(new Rumour(this.mask), this.all.split(' ') as Address[]);
  }
}

class Ask extends Message {
  constructor(readonly count: number) {
    super();
  }
}

class Told extends Message {
  constructor(readonly count: number) {
    super();
  }
}

class Prod extends Timer {
  constructor(readonly count: number) {
    super();
  }
}

/** A part of a node, with messages and timers of its own. */
class Part extends Node {
  private asked = 0;
  constructor(
    address: Address,
    private readonly parent: Address,
    private readonly other: Address,
  ) {
    super(address);
  }
  init(): void {
    this.set(new Prod(0), 10);
  }
  handleAsk({ count }: Ask, sender: Address): void {
    if (count <= this.asked) return;
    this.asked = count;
    this.send(new Told(count), sender);
  }
  onProd({ count }: Prod): void {
    if (count >= PRODS) return;
    this.send(new Ask(count + 1), this.other);
    this.set(new Prod(count + 1), 10);
  }
  handleTold(told: Told): void {
    this.send(told, this.parent);
  }
}

/** A node with a part, which talks to the part of another node. */
export class Whole extends Node {
  private told = 0;
  private readonly part: Address;
  constructor(
    address: Address,
    private readonly peer: Address,
  ) {
    super(address);
    this.part = subAddress(address, 'part');
  }
  init(): void {
    const part = new Part(this.part, this.address, subAddress(this.peer, 'part'));
    this.addSubNode(part);
    part.init();
    this.set(new Prod(0), 5, 25);
  }
  onProd(): void {
    this.send(new Ask(7), this.part);
  }
  handleTold({ count }: Told): void {
    this.told = Math.max(this.told, count);
  }
}

class Request extends Message {
  constructor(
    readonly word: Ping,
    readonly sequence: number,
  ) {
    super();
  }
}

class Reply extends Message {
  constructor(
    readonly echo: Pong,
    readonly sequence: number,
  ) {
    super();
  }
}

class Retry extends Timer {
  constructor(readonly sequence: number) {
    super();
  }
}

/** Joins the words that it gets, each at most once. Throws if its text becomes `throwsOn`. */
export class Desk extends Node {
  private text = '';
  private readonly last: Record<Address, Reply> = {};
  constructor(
    address: Address,
    private readonly throwsOn: string,
  ) {
    super(address);
  }
  init(): void {}
  handleRequest({ word, sequence }: Request, sender: Address): void {
    const known = this.last[sender]?.sequence ?? 0;
    if (known > sequence) return;
    if (known < sequence) {
      this.text += word.value;
      if (this.text === this.throwsOn) throw new Error(`no ${this.text}`);
      this.last[sender] = new Reply(new Pong(this.text), sequence);
    }
    this.send(this.last[sender], sender);
  }
}

/** Asks the desk until it answers. Words that begin with `!` it answers itself, at once. */
export class Asker extends Node implements Client {
  private sequence = 0;
  private word: Ping | undefined;
  private echo: Pong | undefined;
  constructor(
    address: Address,
    private readonly desk: Address,
  ) {
    super(address);
  }
  init(): void {}
  sendCommand(word: Ping): void {
    this.word = word;
    this.echo = undefined;
    this.sequence++;
    if (word.value.startsWith('!')) {
      this.echo = new Pong(word.value);
      return;
    }
    this.send(new Request(word, this.sequence), this.desk);
    this.set(new Retry(this.sequence), RETRY_MILLIS);
  }
  hasResult(): boolean {
    return this.echo !== undefined;
  }
  getResult(): Pong | undefined {
    return this.echo;
  }
  handleReply({ echo, sequence }: Reply): void {
    if (sequence === this.sequence) this.echo ??= echo;
  }
  onRetry(retry: Retry): void {
    if (retry.sequence !== this.sequence || this.word === undefined || this.hasResult()) return;
    this.send(new Request(this.word, this.sequence), this.desk);
    this.set(retry, RETRY_MILLIS);
  }
}
