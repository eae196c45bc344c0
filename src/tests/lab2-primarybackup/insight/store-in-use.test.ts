import { expect, test } from 'vitest';
import { Message } from '../../../index.js';
import { Ping } from '../given/lab2.js';
import { client, server, type ActingStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { StoreInUse } from './store-in-use.js';

class Store {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Own extends Message {}

const [s1, s2] = [server(1), server(2)];
const nameOf = (value: object): string =>
  value instanceof Store ? 'KVStore' : value.constructor.name;

/** A server that was made with a store and keeps it beside the one in its `amo`. */
class Watched {
  readonly stores = new StoreInUse(nameOf);
  #at = 0;

  constructor() {
    for (const node of [s1, s2]) this.#see(node, '', '', { kind: 'add', role: 'server' });
  }

  /** Server 1 gets a message of somebody, and holds this then; whom it answers. */
  gets(from: typeof s1, made: string, amo: string, answers = false): string | undefined {
    const message = { id: String(this.#at), from, to: s1, message: new Own() };
    this.#see(s1, made, amo, { kind: 'deliver', message }, answers ? [from] : []);
    return this.inUse(made, amo);
  }

  inUse(made: string, amo: string): string | undefined {
    return (this.stores.in(stateOf(made, amo), s1)?.store as Store | undefined)?.text;
  }

  #see(
    node: typeof s1,
    made: string,
    amo: string,
    what: object,
    answered: (typeof s1)[] = [],
  ): void {
    const sends = [
      { id: `p${this.#at}`, from: node, to: VIEW_SERVER, message: new Ping(0) },
      ...answered.map((to) => ({ id: `a${this.#at}`, from: node, to, message: new Own() })),
    ];
    const effects = { sends, results: [], commands: [], state: stateOf(made, amo) };
    this.stores.see({ at: this.#at++, node, effects, ...what } as unknown as ActingStep);
  }
}

function stateOf(made: string, amo: string): object {
  return { made: new Store(made), amo: { application: new Store(amo) } };
}

test('the store that operations change is in use, and not the one left behind', () => {
  const watched = new Watched();
  expect(watched.gets(s2, '', 'x')).toBe('x');
  expect(watched.inUse('', 'xy')).toBe('xy');
});

test('a copy that is on its way is not in use: it does not change while the other one does', () => {
  const watched = new Watched();
  expect(watched.gets(s2, 'x', '')).toBe('x');
  expect(watched.gets(s2, 'xy', 'x')).toBe('xy');
});

test('what a client asks for and is not answered may be tried out on a copy', () => {
  const watched = new Watched();
  expect(watched.gets(client(1), '', 'x')).toBe('');
  expect(watched.gets(client(1), '', 'xy', true)).toBe('xy');
});

test('a store that moves is found by what it holds', () => {
  const watched = new Watched();
  watched.gets(s2, '', 'x');
  const moved = { made: new Store(''), kept: [new Store('x')] };
  const effects = { sends: [], results: [], commands: [], state: moved };
  watched.stores.see({
    at: 9,
    node: s1,
    effects,
    kind: 'fire',
    timer: {},
  } as unknown as ActingStep);
  expect((watched.stores.in(moved, s1)?.store as Store).text).toBe('x');
});
