import { beforeEach, expect, test } from 'vitest';
import { Message, type Address } from '../../../index.js';
import { Append, AppendResult, PutOk } from '../../../kvstore.js';
import { Ping, View, ViewReply } from '../given/lab2.js';
import { client, server, type Finding, type StoryEffects } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { StateMonitor } from './state-monitor.js';

/** A store whose class does not go by the name under which it is exported. */
class Table {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Server {
  readonly table: Table;
  readonly isSettled: boolean;
  constructor(text: string, isSettled = false) {
    this.table = new Table(text);
    this.isSettled = isSettled;
  }
}

/** Stands for any message of a student's own; `about` makes two of them differ. */
class Own extends Message {
  readonly about: string;
  constructor(about: string) {
    super();
    this.about = about;
  }
}

class State extends Message {
  readonly table: Table;
  constructor(text: string) {
    super();
    this.table = new Table(text);
  }
}

class Update extends Message {
  readonly table: Table;
  readonly command: Append;
  constructor(text: string, value: string) {
    super();
    this.table = new Table(text);
    this.command = new Append('foo', value);
  }
}

const [s1, s2] = [server(1), server(2)];
const [v1, v2] = [new View(1, s1, null), new View(2, s1, s2)];

type Arrival = (holds: string, ...sends: readonly (readonly [Address, object])[]) => void;

class Teller {
  readonly findings: Finding[] = [];
  /** What else a server's state holds. */
  isSettled = false;
  readonly #monitor = new StateMonitor((value) => value.constructor.name);
  #at = 0;

  /** A node sends something in a step of its own, after which its store holds `holds`. */
  send(from: Address, to: Address, message: object, holds: string): Arrival {
    const at = this.#at++;
    const sent = { id: `${at}`, from, to, message };
    const state = new Server(holds);
    this.#see({ kind: 'fire', node: from, timer: {}, effects: effects({ sends: [sent], state }) });
    return (after, ...sends) => {
      const answers = sends.map(([to2, what], index) => {
        return { id: `${this.#at}.${index}`, from: to, to: to2, message: what };
      });
      const then = effects({ sends: answers, state: new Server(after, this.isSettled) });
      this.#see({ kind: 'deliver', node: to, message: sent, effects: then });
    };
  }

  tell(view: View, to: Address, holds: string): void {
    this.send(VIEW_SERVER, to, new ViewReply(view), '')(holds);
  }

  /** Clients ask for appends, one each. */
  ask(...values: readonly string[]): void {
    for (const [i, value] of values.entries()) {
      const commands = [new Append('text', value)];
      this.#see({ kind: 'command', node: client(i + 1), effects: effects({ commands }) });
    }
  }

  /** A server answers the append of client 1, and its store holds this. */
  answer(from: Address, value: string, holds: string): void {
    const sent = { id: `${this.#at++}`, from, to: client(1), message: new Own('done') };
    const did = effects({ sends: [sent], state: new Server(holds) });
    this.#see({ kind: 'fire', node: from, timer: {}, effects: did });
    const got = effects({ results: [new AppendResult(value)] });
    this.#see({ kind: 'deliver', node: client(1), message: sent, effects: got });
  }

  get causes(): string[] {
    return this.findings.map(({ cause }) => cause);
  }

  /** What shows only at the end of the story. */
  get causesAtEnd(): string[] {
    return this.#monitor.end().map(({ cause }) => cause);
  }

  #see(step: object): void {
    const at = this.#at++;
    this.findings.push(...this.#monitor.see({ at, ...step } as Parameters<StateMonitor['see']>[0]));
  }
}

function effects(some: Partial<StoryEffects> = {}): StoryEffects {
  return { sends: [], results: [], commands: [], ...some };
}

let teller: Teller;
/** View 2 {server1, server2}, of which both servers know; server2 has taken the state over. */
beforeEach(() => {
  teller = new Teller();
  for (const each of [s1, s2]) {
    teller.send(each, VIEW_SERVER, new Ping(0), '')('');
    teller.tell(v2, each, '');
  }
  teller.send(s1, s2, new Own('state'), '')('');
  teller.send(s2, s1, new Own('taken'), '')('');
});

test('a backup that executes, and then its primary', () => {
  teller.send(s1, s2, new Own('put a'), '')('a');
  teller.send(s2, s1, new Own('done a'), 'a')('a');
  teller.send(s1, VIEW_SERVER, new Ping(2), 'a')('');
  expect(teller.causes).toEqual([]);
});

test('one message that is executed twice', () => {
  const forward = teller.send(s1, s2, new Own('append a'), '');
  forward('a');
  forward('aa');
  expect(teller.causes).toEqual(['executed-twice']);
});

test('a primary that goes on although its backup is a step behind', () => {
  teller.send(s1, s2, new Own('put a'), '')('');
  teller.send(s2, s1, new Own('done a'), '')('a');
  expect(teller.causes).toEqual(['backup-does-not-execute']);
});

test('a backup that executes on other data than its primary has', () => {
  teller = new Teller();
  for (const [each, holds] of [
    [s1, 'x'],
    [s2, ''],
  ] as const) {
    teller.send(each, VIEW_SERVER, new Ping(0), holds)('');
    teller.tell(v2, each, holds);
  }
  teller.send(s1, s2, new Own('append a'), 'x')('a');
  teller.send(s2, s1, new Own('done a'), 'a')('xa');
  expect(teller.causes).toEqual(['state-missing-after-view-change']);
});

test('a backup that is ahead has held the data of its primary', () => {
  teller.send(s1, s2, new Own('append a'), '')('a');
  teller.send(s1, s2, new Own('append b'), '')('ab');
  teller.send(s2, s1, new Own('done a'), 'ab')('a');
  expect(teller.causes).toEqual([]);
});

test('of words that come in another order than they were sent, the newest counts', () => {
  const late = teller.send(s2, s1, new Own('of an earlier view'), 'old');
  teller.send(s1, s2, new Own('state'), '')('');
  teller.send(s2, s1, new Own('taken'), '')('');
  late('');
  teller.send(s1, VIEW_SERVER, new Ping(2), '')('');
  expect(teller.causes).toEqual([]);
});

test('an update that comes late and brings the state of an earlier time', () => {
  const first = teller.send(s1, s2, new Update('', 'a'), '');
  const second = teller.send(s1, s2, new Update('a', 'b'), 'a');
  first('a');
  second('ab');
  first('a');
  expect(teller.causes).toEqual(['transfer-late']);
});

test('a state that is taken again, though it was no other the first time', () => {
  const transfer = teller.send(s1, s2, new State(''), '');
  transfer('');
  teller.send(s1, s2, new Own('append a'), '')('a');
  transfer('');
  expect(teller.causes).toEqual(['transfer-repeated']);
});

test('a state that comes again and is not taken', () => {
  const transfer = teller.send(s1, s2, new State(''), '');
  transfer('');
  teller.send(s1, s2, new Own('append a'), '')('a');
  transfer('a');
  expect(teller.causes).toEqual([]);
});

test('a state of an earlier view that looks like the present one, and is taken', () => {
  const old = teller.send(s1, s2, new State(''), '');
  for (const each of [s1, s2]) teller.tell(new View(4, s1, s2), each, '');
  old('', [s1, new Own('taken')]);
  expect(teller.causes).toEqual([]);
  const again = teller.send(s1, s2, new State(''), '');
  for (const each of [s1, s2]) teller.tell(new View(6, s1, s2), each, '');
  teller.isSettled = true;
  again('', [s1, new Own('taken')]);
  expect(teller.causes).toEqual(['transfer-late']);
});

test('a backup that leaves out one of two operations that are under way', () => {
  teller.ask('a', 'b');
  teller.send(s1, s2, new Own('append a'), '');
  teller.send(s1, s2, new Own('append b'), '')('b');
  teller.send(s2, s1, new Own('done up to b'), 'b')('ab');
  expect(teller.causes).toEqual([]);
  expect(teller.causesAtEnd).toEqual(['backup-does-not-execute']);
});

test('a backup that executes later what its primary took for executed is right in the end', () => {
  teller.ask('a', 'b');
  const first = teller.send(s1, s2, new Own('append a'), '');
  teller.send(s1, s2, new Own('append b'), '')('b');
  teller.send(s2, s1, new Own('done up to b'), 'b')('ab');
  first('ba');
  expect(teller.causesAtEnd).toEqual([]);
});

test('an append that stands in a store more often than it was asked for', () => {
  teller.ask('a', 'b', 'a');
  teller.send(s1, s2, new Own('append a'), '')('a');
  teller.send(s1, s2, new Own('append b'), '')('ab');
  teller.send(s1, s2, new Own('append another a'), '')('aba');
  expect(teller.causes).toEqual([]);
  teller.send(s1, s2, new Own('append b once more'), '')('abab');
  expect(teller.causes).toEqual(['executed-twice']);
});

test('a value that is part of another says nothing of how often it was appended', () => {
  teller.ask('1', '11');
  teller.send(s1, s2, new Own('append 1'), '')('1');
  teller.send(s1, s2, new Own('append 11'), '')('111');
  expect(teller.causes).toEqual([]);
});

test('a server that sends itself an operation although it is not the primary', () => {
  teller.send(s2, s2, new Own('append a'), '')('a');
  expect(teller.causes).toEqual(['non-primary-answers']);
});

test('a backup that asks its primary to execute something has it decide', () => {
  for (const each of [s1, s2]) teller.tell(new View(3, s1, null), each, '');
  teller.send(s2, s1, new Own('append a'), '')('a');
  expect(teller.causes).toEqual([]);
});

/** A server whose at-most-once application keeps results by client. */
class Remembering {
  readonly table: Table;
  readonly last: ReadonlyMap<Address, PutOk>;
  constructor(text: string, ...answered: readonly Address[]) {
    this.table = new Table(text);
    this.last = new Map(answered.map((one) => [one, new PutOk()]));
  }
}

test('a primary that forgets on entering a view whose commands it had executed', () => {
  const nameOf = (value: object): string =>
    value instanceof Table ? 'KVStore' : value.constructor.name;
  const monitor = new StateMonitor(nameOf);
  const found: Finding[] = [];
  const see = (at: number, step: object, state: Remembering, ...sends: object[]): void => {
    const effect = effects({ state, sends: sends as StoryEffects['sends'] });
    const whole = { at, node: s1, effects: effect, ...step };
    found.push(...monitor.see(whole as Parameters<StateMonitor['see']>[0]));
  };
  const ask = effects({ commands: [new Append('text', 'a')] });
  const asked = { at: 0, kind: 'command', node: client(1), effects: ask };
  monitor.see(asked as Parameters<StateMonitor['see']>[0]);
  const ping = { id: 'p', from: s1, to: VIEW_SERVER, message: new Ping(0) };
  see(1, { kind: 'add', role: 'server' }, new Remembering('a', client(1)), ping);
  const tell = (viewNum: number, state: Remembering): void => {
    const news = new ViewReply(new View(viewNum, s1, null));
    const message = { id: `${viewNum}`, from: VIEW_SERVER, to: s1, message: news };
    see(viewNum, { kind: 'deliver', message }, state);
  };
  tell(2, new Remembering('a', client(1)));
  expect(found).toEqual([]);
  tell(3, new Remembering('a'));
  expect(found.map(({ cause }) => cause)).toEqual(['state-thrown-away']);
  expect(found[0]?.message).toContain('that of client1 is gone');
});

/** A request or a forward: an append, and whose it is. */
class Asked extends Message {
  readonly command: Append;
  readonly client: Address;
  constructor(value: string, from: Address) {
    super();
    this.command = new Append('text', value);
    this.client = from;
  }
}

/** Server1 alone executes a command of client1 and undoes it, then server2 takes the state over. */
function doneAndUndone(): void {
  teller.tell(new View(3, s1, null), s1, '');
  teller.ask('a');
  teller.send(client(1), s1, new Asked('a', client(1)), '')('a', [client(1), new Own('done')]);
  teller.send(s1, s1, new Own('undo'), 'a')('');
  for (const each of [s1, s2]) teller.tell(new View(4, s1, s2), each, '');
  teller.send(s1, s2, new Own('state'), '')('');
}

test('a command in the state that was taken over, executed again for its client', () => {
  doneAndUndone();
  teller.findings.length = 0;
  teller.tell(new View(5, s2, null), s2, '');
  teller.send(client(1), s2, new Asked('a', client(1)), '')('a', [client(1), new Own('done')]);
  expect(teller.causes).toEqual(['executed-twice']);
  expect(teller.findings[0]?.message).toContain('already had that command in it');
});

test('a command in the state that was taken over, executed again for its primary', () => {
  doneAndUndone();
  teller.send(s1, VIEW_SERVER, new Ping(4), '')('');
  teller.findings.length = 0;
  teller.send(s1, s2, new Asked('a', client(1)), '')('a');
  expect(teller.causes).toEqual(['executed-twice']);
});

test('what comes before the view is acknowledged may be a piece of the state', () => {
  doneAndUndone();
  teller.findings.length = 0;
  teller.send(s1, s2, new Asked('a', client(1)), '')('a');
  expect(teller.causes).toEqual([]);
});

test('an append whose result leaves out what its own server held before it', () => {
  for (const [value, expected] of [
    ['-', ['wrong-result']],
    ['--', []],
  ] as const) {
    teller = new Teller();
    for (const each of [new Ping(0), v1]) {
      if (each instanceof View) teller.tell(each, s1, '-');
      else teller.send(s1, VIEW_SERVER, each, '-')('');
    }
    teller.ask('-', '-');
    teller.send(client(1), s1, new Asked('-', client(1)), '')('--');
    teller.answer(s1, value, '--');
    expect(teller.causes).toEqual(expected);
  }
});
