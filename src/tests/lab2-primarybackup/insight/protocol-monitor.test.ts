import { beforeEach, describe, expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Put, PutOk } from '../../../kvstore.js';
import { Ping, View, ViewReply } from '../given/lab2.js';
import {
  client,
  server,
  type Finding,
  type StoryEffects,
  type StoryMessage,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { ProtocolMonitor } from './protocol-monitor.js';

/** Stands for any message of a student's own. */
class Own extends Message {}

/** Stands for a message about a command. */
class Forward extends Message {
  readonly command: Put;
  constructor(command: Put) {
    super();
    this.command = command;
  }
}

/** Stands for the acknowledgement of one client's command. */
class Accepted extends Forward {
  readonly client: Address;
  constructor(command: Put, of: Address) {
    super(command);
    this.client = of;
  }
}

const [s1, s2] = [server(1), server(2)];
const [c1, c2] = [client(1), client(2)];

type Arrival = (results?: PutOk[], sends?: StoryMessage[]) => void;

/** Tells a story to a monitor, in the order of the calls. */
class Teller {
  readonly findings: Finding[] = [];
  readonly #monitor = new ProtocolMonitor((value) => value.constructor.name);
  #at = 0;

  /** `from` sends a message in a step of its own; gives the way to deliver it. */
  send(from: Address, to: Address, message: object): Arrival {
    const sent = { id: `${this.#at}`, from, to, message };
    this.#see({ kind: 'fire', node: from, timer: {}, effects: effects({ sends: [sent] }) });
    return (results = [], sends = []) =>
      this.#see({ kind: 'deliver', node: to, message: sent, effects: effects({ results, sends }) });
  }

  pass(from: Address, to: Address, message: object = new Own()): void {
    this.send(from, to, message)();
  }

  tell(view: View, ...to: readonly Address[]): void {
    for (const node of to) this.pass(VIEW_SERVER, node, new ViewReply(view));
  }

  /** What arrives makes its receiver answer the client. */
  react(arrive: Arrival, from: Address, to: Address): void {
    const answer = { id: `${this.#at}`, from, to, message: new Own() };
    arrive([], [answer]);
    const results = [new PutOk()];
    this.#see({ kind: 'deliver', node: to, message: answer, effects: effects({ results }) });
  }

  add(node: Address): void {
    this.#see({ kind: 'add', node, role: 'server', effects: effects({}) });
  }

  command(of = c1): void {
    const commands = [new Put('a', 'b')];
    this.#see({ kind: 'command', node: of, effects: effects({ commands }) });
  }

  answer(from: Address): void {
    this.send(from, c1, new Own())([new PutOk()]);
  }

  get causes(): string[] {
    return [...this.findings, ...this.#monitor.end()].map(({ cause }) => cause);
  }

  #see(step: Record<string, unknown>): void {
    const next = { ...step, at: this.#at++ };
    this.findings.push(...this.#monitor.see(next as never));
  }
}

function effects(some: Partial<StoryEffects>): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

let story: Teller;
beforeEach(() => {
  story = new Teller();
});

/** View 2 {server1, server2}, entered as it should be. */
function backedUp(): void {
  story.tell(new View(1, s1, null), s1, s2);
  story.pass(s1, VIEW_SERVER, new Ping(1));
  story.tell(new View(2, s1, s2), s1, s2);
  story.pass(s1, s2);
  story.pass(s2, s1);
  story.pass(s1, VIEW_SERVER, new Ping(2));
}

describe('the monitor is silent', () => {
  test('on a view that is entered and an operation that the backup accepts', () => {
    backedUp();
    story.command();
    story.pass(c1, s1);
    story.pass(s1, s2);
    story.pass(s2, s1);
    story.answer(s1);
    expect(story.findings).toEqual([]);
  });

  test('on an answer at once to what was executed as the backup, or alone', () => {
    backedUp();
    story.command();
    story.pass(c1, s1);
    story.pass(s1, s2);
    story.tell(new View(3, s2, null), s2);
    story.pass(s2, VIEW_SERVER, new Ping(3));
    story.pass(c1, s2);
    story.answer(s2);
    expect(story.findings).toEqual([]);
  });
});

test('a ping of no number at all says nothing of an older view', () => {
  backedUp();
  story.pass(s1, VIEW_SERVER, new Ping(NaN));
  expect(story.findings).toEqual([]);
});

describe('the monitor sees', () => {
  test('rule 2: an answer before the backup accepted', () => {
    backedUp();
    story.command();
    story.pass(c1, s1);
    story.send(s1, s2, new Own());
    story.answer(s1);
    expect(story.causes).toEqual(['reply-before-backup']);
    expect(story.findings[0]?.message).toContain('server1 answered client1 in view 2');
  });

  test('rule 3: a backup that accepts for a view that is over', () => {
    backedUp();
    story.tell(new View(3, s2, null), s2);
    story.command();
    story.pass(c1, s1);
    story.pass(s1, s2);
    story.pass(s2, s1);
    story.answer(s1);
    expect(story.causes).toEqual(['stale-forward-accepted']);
  });

  test('rule 4: an answer of a server that is not the primary', () => {
    backedUp();
    story.command();
    story.pass(c1, s2);
    story.answer(s2);
    expect(story.causes).toEqual(['non-primary-answers']);
  });

  test('rule 5: an operation during a state transfer', () => {
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    story.tell(new View(2, s1, s2), s1);
    story.command();
    story.pass(c1, s1);
    story.answer(s1);
    expect(story.causes).toEqual(['served-during-transfer']);
  });

  test('rule 6: an acknowledgement before the backup has the state', () => {
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    story.tell(new View(2, s1, s2), s1);
    story.pass(s1, VIEW_SERVER, new Ping(2));
    expect(story.causes).toEqual(['state-missing-after-view-change']);
  });

  test('rule 6: an acknowledgement while the state is on its way', () => {
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    story.tell(new View(2, s1, s2), s1);
    story.send(s1, s2, new Own());
    story.pass(s1, VIEW_SERVER, new Ping(2));
    expect(story.causes).toEqual(['ack-before-transfer']);
  });

  test('rule 6: a part of the server that acknowledges what the server has not heard of', () => {
    story.add(s1);
    backedUp();
    story.send(VIEW_SERVER, s1, new ViewReply(new View(3, s1, server(3))));
    story.pass(s1, VIEW_SERVER, new Ping(3));
    expect(story.causes).toEqual(['state-missing-after-view-change']);
  });

  test('rule 6: the word of an earlier view is none in this one', () => {
    backedUp();
    const late = story.send(s2, s1, new Own());
    story.tell(new View(3, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(3));
    story.tell(new View(4, s1, s2), s1);
    story.send(s1, s2, new Own());
    late();
    story.pass(s1, VIEW_SERVER, new Ping(4));
    expect(story.causes).toEqual(['ack-before-transfer']);
  });

  test('an answer on the word of the backup in another matter', () => {
    backedUp();
    story.command();
    story.pass(c1, s1, new Forward(new Put('a', 'b')));
    story.send(s1, s2, new Forward(new Put('a', 'b')));
    story.react(story.send(s2, s1, new Own()), s1, c1);
    expect(story.causes).toEqual(['wrong-forward-reply']);
  });

  test('an answer to whoever asked last, when another command is accepted', () => {
    backedUp();
    story.command(c2);
    story.command();
    story.pass(c1, s1, new Forward(new Put('a', 'b')));
    story.react(story.send(s2, s1, new Accepted(new Put('c', 'd'), c2)), s1, c1);
    expect(story.causes).toEqual(['answer-of-another']);
  });

  test('a server that goes back to an older view', () => {
    backedUp();
    story.pass(s1, VIEW_SERVER, new Ping(1));
    expect(story.causes).toEqual(['old-view-adopted']);
  });

  test('but not a primary that was told a newer view and pings a wrong number', () => {
    backedUp();
    story.tell(new View(3, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    expect(story.causes).toEqual([]);
  });

  test('a server that is told its view again and enters it anew', () => {
    backedUp();
    story.tell(new View(2, s1, s2), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    expect(story.causes).toEqual(['transfer-repeated']);
  });

  test('a server that is told its view again, and an older one that it goes back to', () => {
    backedUp();
    story.tell(new View(2, s1, s2), s1);
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    expect(story.causes).toEqual(['old-view-adopted']);
  });
});
