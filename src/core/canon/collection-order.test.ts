import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClassTable, clone, decode, encode, OrderWatch, watching } from './index.js';

class Server {
  peers: unknown = undefined;
  rest: unknown = undefined;
}
class Log extends Map<string, number> {}

const classes = new ClassTable();
classes.register(Server, '7', 'Server');
classes.register(Log, '8', 'Log');

function server(peers: unknown, rest?: unknown): Server {
  return Object.assign(new Server(), { peers, rest });
}

function text(value: unknown, watch = new OrderWatch([])): string {
  return encode(value, classes, 'state', watch);
}

/** The value decoded from a text in which no order was kept. */
function readFrom(value: unknown, watch: OrderWatch): Server {
  const sorted = encode(value, classes, 'state', new OrderWatch([]));
  return decode(sorted, classes, watch) as Server;
}

const key = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.bigInt(), fc.boolean());

describe('a text without orders', () => {
  test('is one for all orders of the same entries, and is kept by decoding', () => {
    const contents = fc.uniqueArray(key, { comparator: 'SameValueZero', maxLength: 6 });
    fc.assert(
      fc.property(contents, fc.infiniteStream(fc.nat()), (keys, ranks) => {
        const shuffled = keys
          .map((each) => ({ each, rank: ranks.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        const of = (order: readonly unknown[]): Server =>
          server(new Set(order), { deep: [new Map(order.map((each) => [each, String(each)]))] });
        const sorted = text(of(keys));
        expect(text(of(shuffled))).toBe(sorted);
        expect(text(decode(sorted as never, classes))).toBe(sorted);
      }),
    );
  });

  test('keeps the order in the places that are named, and that of objects', () => {
    const kept = new OrderWatch(['7.peers']);
    expect(text(server(new Set(['b', 'a'])), kept)).not.toBe(
      text(server(new Set(['a', 'b'])), kept),
    );
    expect(text(server(1, new Set(['b', 'a'])), kept)).toBe(
      text(server(1, new Set(['a', 'b'])), kept),
    );
    const objects = new Set([{ x: 2 }, { x: 1 }]);
    expect(text(server(objects))).not.toBe(text(server(new Set([...objects].reverse()))));
  });

  test('names an instance of a class that extends a collection by the class', () => {
    const log = (...keys: string[]): Log => new Log(keys.map((each) => [each, 1]));
    expect(text(server(log('b', 'a')))).toBe(text(server(log('a', 'b'))));
    const kept = new OrderWatch(['8']);
    expect(text(server(log('b', 'a')), kept)).not.toBe(text(server(log('a', 'b')), kept));
  });
});

describe('a lost order is missed', () => {
  const watched = (looks: (of: Server, watch: OrderWatch) => void, value: unknown) => {
    const watch = new OrderWatch([]);
    const of = readFrom(value, watch);
    watching(watch, () => {
      looks(of, watch);
    });
    return watch.read;
  };

  test('by who looks at it, also in a copy, with one entry not', () => {
    const two = server(new Set(['b', 'a']));
    const look = (of: Server, watch: OrderWatch): void => {
      watch.looked(of.peers as object);
    };
    expect(watched(look, two)).toBe('7.peers');
    expect(watched((of, watch) => look(clone(of, classes), watch), two)).toBe('7.peers');
    expect(watched(look, server(new Set(['a'])))).toBeUndefined();
    const added = (of: Server, watch: OrderWatch): void => {
      (of.peers as Set<string>).add('b');
      look(of, watch);
    };
    expect(watched(added, server(new Set(['c'])))).toBeUndefined();
  });

  test('by a place that keeps orders, when the collection moves there', () => {
    const watch = new OrderWatch(['7.rest']);
    const moved = readFrom(server(new Set(['b', 'a'])), watch);
    moved.rest = moved.peers;
    moved.peers = undefined;
    text(moved, watch);
    expect(watch.read).toBe('7.peers');
  });

  test('by one among objects, which keep theirs', () => {
    const watch = new OrderWatch([]);
    const mixed = readFrom(server(new Set<unknown>(['b', 'a'])), watch);
    (mixed.peers as Set<unknown>).add({});
    text(mixed, watch);
    expect(watch.read).toBe('7.peers');
  });

  test('by who looks through all of a value', () => {
    const nested = server({ list: [new Map([['k', new Set([2, 1])]])] });
    expect(watched((of, watch) => watch.lookedThrough([of]), nested)).toBe('7.peers');
    expect(watched((of, watch) => watch.lookedThrough([of]), server(new Set([1])))).toBeUndefined();
  });

  test('the first one alone: what comes after may not happen with it', () => {
    const read = watched(
      (of, watch) => {
        watch.looked(of.rest as object);
        watch.looked(of.peers as object);
      },
      server(new Set([2, 1]), new Set([4, 3])),
    );
    expect(read).toBe('7.rest');
  });
});
