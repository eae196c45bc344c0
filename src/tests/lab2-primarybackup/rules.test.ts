import { beforeEach, describe, expect, test } from 'vitest';
import { Message, type Address } from '../../index.js';
import { Put, PutOk } from '../../kvstore.js';
import { Ping, View, ViewReply } from '../../lab2.js';
import { client, server, type Finding, type StoryEffects } from '../../testing.js';
import { RuleMonitor } from './rules.js';
import { VIEW_SERVER } from './subjects.js';

/** Stands for any message of a student's own. */
class Own extends Message {}

const [s1, s2, s3] = [server(1), server(2), server(3)];
const c1 = client(1);

/** Tells a story to a monitor, in the order of the calls. */
class Teller {
  readonly findings: Finding[] = [];
  readonly #monitor = new RuleMonitor();
  #at = 0;

  /** `from` sends a message in a step of its own; gives the way to deliver it. */
  send(from: Address, to: Address, message: object): (results?: PutOk[]) => void {
    const sent = { id: `${this.#at}`, from, to, message };
    this.#see({ kind: 'fire', node: from, timer: {}, effects: effects({ sends: [sent] }) });
    return (results = []) =>
      this.#see({ kind: 'deliver', node: to, message: sent, effects: effects({ results }) });
  }

  pass(from: Address, to: Address, message: object = new Own()): void {
    this.send(from, to, message)();
  }

  tell(view: View, ...to: readonly Address[]): void {
    for (const node of to) this.pass(VIEW_SERVER, node, new ViewReply(view));
  }

  command(): void {
    const commands = [new Put('a', 'b')];
    this.#see({ kind: 'command', node: c1, effects: effects({ commands }) });
  }

  answer(from: Address): void {
    this.send(from, c1, new Own())([new PutOk()]);
  }

  get rules(): string[] {
    return this.findings.map((finding) => finding.rule);
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

describe('the monitor sees', () => {
  test('rule 1: a primary from nowhere', () => {
    backedUp();
    story.tell(new View(3, s3, null), s3);
    expect(story.rules).toEqual(['rule 1']);
  });

  test('rule 2: an answer before the backup accepted', () => {
    backedUp();
    story.command();
    story.pass(c1, s1);
    story.send(s1, s2, new Own());
    story.answer(s1);
    expect(story.rules).toEqual(['rule 2']);
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
    expect(story.rules).toEqual(['rule 3']);
  });

  test('rule 4: an answer of a server that is not the primary', () => {
    backedUp();
    story.command();
    story.pass(c1, s2);
    story.answer(s2);
    expect(story.rules).toEqual(['rule 4']);
  });

  test('rule 5: an operation during a state transfer', () => {
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    story.tell(new View(2, s1, s2), s1);
    story.command();
    story.pass(c1, s1);
    story.answer(s1);
    expect(story.rules).toEqual(['rule 5']);
  });

  test('rule 6: an acknowledgement before the backup has the state', () => {
    story.tell(new View(1, s1, null), s1);
    story.pass(s1, VIEW_SERVER, new Ping(1));
    story.tell(new View(2, s1, s2), s1);
    story.pass(s1, VIEW_SERVER, new Ping(2));
    expect(story.rules).toEqual(['rule 6']);
  });

  test('a view server that does not wait, skips a number, or changes nothing', () => {
    story.tell(new View(1, s1, null), s1);
    story.tell(new View(2, s1, s2), s1);
    expect(story.rules).toEqual(['view server: acknowledgement']);
    story.pass(s1, VIEW_SERVER, new Ping(2));
    story.tell(new View(4, s1, s3), s1);
    expect(story.rules).toContain('view server: numbers');
    story.pass(s1, VIEW_SERVER, new Ping(4));
    story.tell(new View(5, s1, s3), s1);
    expect(story.rules).toContain('view server: same pair');
  });
});
