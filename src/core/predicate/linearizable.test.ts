import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAddress, type Command, type Result } from '../lab/index.js';
import { Random } from '../support/index.js';
import {
  append,
  appendResult,
  get,
  getResult,
  keyNotFound,
  put,
  putOk,
  type Operation,
} from '../workload/index.js';
import { byKey, canFollow, valueAfter, type KeyOperation } from './kv-register.js';
import { checkLinearizable } from './linearizable.js';
import { LINEARIZABLE } from './history-predicate.js';

/** One operation: client, command, result and times. */
function op(
  client: number,
  command: Command,
  result: Result | undefined,
  invokedMs: number,
  respondedMs?: number,
): Operation {
  return { client: toAddress(`client${client}`), command, result, invokedMs, respondedMs };
}

function told(...history: Operation[]): string {
  const found = checkLinearizable(history);
  return found.verdict === 'illegal' ? found.told : found.verdict;
}

describe('a linearizable history', () => {
  it.each<[string, Operation[]]>([
    ['is empty', []],
    [
      'reads what was put',
      [op(1, put('a', 1), putOk(), 0, 1), op(2, get('a'), getResult(1), 2, 3)],
    ],
    [
      'reads the old value meanwhile',
      [
        op(1, put('a', 1), putOk(), 0, 9),
        op(2, get('a'), keyNotFound(), 2, 3),
        op(2, get('a'), getResult(1), 3, 4),
      ],
    ],
    [
      'sees a command without an answer',
      [op(1, put('a', 1), undefined, 0), op(2, get('a'), getResult(1), 20, 30)],
    ],
    [
      'does not see a command without an answer',
      [
        op(1, append('a', 1), undefined, 0),
        op(2, get('a'), keyNotFound(), 20, 30),
        op(2, append('a', 2), appendResult(2), 30, 31),
      ],
    ],
    [
      'takes an answer and an invocation at one instant in any order',
      [op(1, put('a', 1), putOk(), 0, 5), op(2, get('a'), keyNotFound(), 5, 6)],
    ],
    ['has a get without an answer', [op(1, get('a'), undefined, 0)]],
  ])('%s', (_name, history) => {
    expect(told(...history)).toBe('ok');
    expect(LINEARIZABLE.test(history)).toEqual({ holds: true });
  });
});

describe('a history that is not linearizable', () => {
  it('describes a stale read by the put that it missed', () => {
    const history = [
      op(1, put('foo', 'a'), putOk(), 10, 50),
      op(3, put('bar', 'a'), putOk(), 10, 50),
      op(1, put('foo', 'b'), putOk(), 80, 90),
      op(3, get('foo'), getResult('b'), 95, 99),
      op(2, get('foo'), getResult('a'), 120, 121),
      op(2, get('foo'), getResult('b'), 121, 122),
    ];
    expect(told(...history)).toMatch(/^client2 read foo=a at 120–121 ms although client/);
    expect(told(...history)).toContain('client1');
    const found = checkLinearizable(history);
    expect(found.verdict === 'illegal' && found.operations.length).toBe(3);
  });

  it.each<[string, Operation[], string]>([
    [
      'a lost append',
      [
        op(1, append('a', 'x'), appendResult('x'), 0, 1),
        op(2, append('a', 'y'), appendResult('y'), 2, 3),
      ],
      "client2 appended y to a and got y at 2–3 ms although client1's append of x to a was " +
        'answered x at 1 ms',
    ],
    [
      'an append done twice',
      [op(1, append('a', 'x'), appendResult('x'), 0, 1), op(2, get('a'), getResult('xx'), 2, 3)],
      "client2 read a=xx at 2–3 ms although client1's append of x to a was answered x at 1 ms",
    ],
    [
      'a value out of thin air',
      [op(1, put('a', 1), putOk(), 0, 1), op(2, get('a'), getResult('z'), 2, 3)],
      'client2 read a=z at 2–3 ms although nobody had written that',
    ],
    [
      'a value from the future',
      [op(2, get('a'), getResult('1'), 2, 3), op(1, put('a', 1), putOk(), 5, 6)],
      'client2 read a=1 at 2–3 ms although client1 only put it from 5 ms on',
    ],
    [
      'an answer of the wrong kind',
      [op(1, get('a'), putOk(), 0, 1)],
      'client1 read a=something else at 0–1 ms, which is not an answer to that',
    ],
    [
      'a key that vanished',
      [op(1, put('a', 1), putOk(), 0, 1), op(2, get('a'), keyNotFound(), 2, 3)],
      "client2 found no a at 2–3 ms although client1's put a=1 was answered at 1 ms",
    ],
    [
      'one client’s own order at one instant',
      [op(1, put('a', 1), putOk(), 0, 5), op(1, get('a'), keyNotFound(), 5, 6)],
      "client1 found no a at 5–6 ms although client1's put a=1 was answered at 5 ms",
    ],
  ])('%s', (_name, history, sentence) => {
    expect(told(...history)).toBe(sentence);
  });

  it('an unanswered append cannot take effect twice', () => {
    const history = [op(1, append('a', 'x'), undefined, 0), op(2, get('a'), getResult('xx'), 2, 3)];
    expect(told(...history)).toBe(
      'client2 read a=xx at 2–3 ms although ' +
        "client1's append of x to a (sent at 0 ms) has no answer",
    );
  });

  it('is for the key-value store only', () => {
    expect(() => checkLinearizable([op(1, {} as Command, undefined, 0)])).toThrow('only');
  });
});

/** The times, commands and answers of `clients` closed-loop clients of one real store. */
function realHistory(seed: number, clients: number, count: number, keys: number): Operation[] {
  const random = Random.fromSeed(seed);
  const values = new Map<string, string>();
  const history: { at: number; operation: Operation }[] = [];
  const freeMs = Array.from({ length: clients }, () => 0);
  const planned = Array.from({ length: count }, (_, i) => {
    const client = random.below(clients);
    const invokedMs = (freeMs[client] ?? 0) + random.below(3);
    const effectMs = invokedMs + random.below(6);
    const respondedMs = effectMs + random.below(6);
    freeMs[client] = respondedMs;
    return { i, client, invokedMs, effectMs, respondedMs };
  }).sort((a, b) => a.effectMs - b.effectMs || a.i - b.i);
  for (const { client, invokedMs, effectMs, respondedMs, i } of planned) {
    const key = `k${random.below(keys)}`;
    const command = random.pick([get(key), put(key, `p${random.below(9)}`), append(key, `+${i}`)]);
    const last = respondedMs === freeMs[client];
    const silent = last && random.chance(0.5);
    const result = silent && random.chance(0.5) ? undefined : execute(values, command);
    const end = silent ? undefined : respondedMs;
    const operation = op(client, command, silent ? undefined : result, invokedMs, end);
    history.push({ at: effectMs, operation });
  }
  return history
    .map(({ operation }) => operation)
    .sort((a, b) => a.invokedMs - b.invokedMs || (a.respondedMs ?? 1e9) - (b.respondedMs ?? 1e9));
}

function execute(values: Map<string, string>, command: Command): Result {
  const { key, value } = command as { key: string; value?: string } & Command;
  const before = values.get(key);
  if (value === undefined) return before === undefined ? keyNotFound() : getResult(before);
  const isPut = command.constructor.name === 'Put';
  const after = isPut ? value : (before ?? '') + value;
  values.set(key, after);
  return isPut ? putOk() : appendResult(after);
}

/** Tries all orders of one key's operations, in the simplest way. */
function bruteForce(operations: readonly KeyOperation[]): boolean {
  const precedes = (a: KeyOperation, b: KeyOperation): boolean =>
    a.respondedMs < b.invokedMs ||
    (a.operation.client === b.operation.client &&
      (a.invokedMs < b.invokedMs || a.place < b.place) &&
      a.respondedMs <= b.invokedMs);
  const place = (left: readonly KeyOperation[], value: string | undefined): boolean =>
    left.every(({ respondedMs }) => respondedMs === Infinity) ||
    left.some((operation, i) => {
      if (left.some((other) => precedes(other, operation))) return false;
      if (!canFollow(operation, value)) return false;
      return place(left.toSpliced(i, 1), valueAfter(operation, value));
    });
  return place(operations, undefined);
}

function bruteForceAll(history: readonly Operation[]): boolean {
  return [...byKey(history).values()].every((operations) =>
    bruteForce(operations.filter((o) => o.kind !== 'get' || o.respondedMs !== Infinity)),
  );
}

/** The history with one answer changed, or one operation moved in time. */
function mutated(history: readonly Operation[], seed: number): Operation[] {
  const random = Random.fromSeed(seed).split('mutation');
  const place = random.below(history.length);
  const other = history[random.below(history.length)] as Operation;
  return history.map((operation, i) => {
    if (i !== place || operation.respondedMs === undefined) return operation;
    const shift = random.below(30) - 15;
    if (random.chance(0.4)) {
      const { invokedMs, respondedMs } = operation;
      return { ...operation, invokedMs: invokedMs + shift, respondedMs: respondedMs + shift };
    }
    return { ...operation, result: random.chance(0.8) ? other.result : keyNotFound() };
  });
}

describe('the check of linearizability', () => {
  it('accepts what clients of a real store saw', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, clients) => {
        expect(told(...realHistory(seed, clients, 60, 3))).toBe('ok');
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with trying all orders, and its contradictions are contradictions', () => {
    let illegal = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 3 }), (seed, clients) => {
        const history = mutated(realHistory(seed, clients, 7, 1), seed);
        const found = checkLinearizable(history);
        expect(found.verdict).toBe(bruteForceAll(history) ? 'ok' : 'illegal');
        if (found.verdict !== 'illegal') return;
        illegal++;
        expect(found.operations.length).toBeGreaterThan(0);
        // Whatever the removed commands answered, it stays illegal.
        const kept = new Set(found.operations.map(({ command }) => command));
        const silenced = history.map((operation) =>
          kept.has(operation.command)
            ? operation
            : { ...operation, result: undefined, respondedMs: undefined },
        );
        expect(bruteForceAll(silenced)).toBe(false);
      }),
      { numRuns: 1500 },
    );
    expect(illegal).toBeGreaterThan(100);
  });

  it('finds the few commands that matter among 300 of one key', () => {
    const history = realHistory(5, 3, 300, 1).filter(({ result }) => result !== undefined);
    const stale = history.findIndex(
      ({ command, invokedMs }) => invokedMs > 300 && command.constructor.name === 'Get',
    );
    const before = history[stale] as Operation;
    history[stale] = { ...before, result: keyNotFound() };
    const found = checkLinearizable(history);
    expect(found.verdict).toBe('illegal');
    if (found.verdict !== 'illegal') return;
    expect(found.operations.length).toBe(2);
    expect(found.told).toMatch(/found no k0 at .* although /);
  });

  it('takes thousands of operations, and three clients that append to one key', () => {
    expect(told(...realHistory(1, 3, 3000, 5))).toBe('ok');
    const appends: Operation[] = [];
    let value = '';
    for (let i = 0; i < 300; i++) {
      value += `client${i % 3},${i} `;
      const command = append('k', `client${i % 3},${i} `);
      appends.push(op(i % 3, command, appendResult(value), i, i + 2.5));
    }
    expect(told(...appends)).toBe('ok');
    appends[200] = { ...(appends[200] as Operation), result: appendResult('client2,200 ') };
    expect(told(...appends)).toContain('client2');
  });

  it('says that it does not know when too much runs at the same time', () => {
    const history = Array.from({ length: 14 }, (_, i) => op(i, put('a', i), putOk(), 0, 100));
    history.push(op(1, get('a'), getResult('none of them'), 200, 201));
    const found = checkLinearizable(history, 1000);
    expect(found.verdict).toBe('unknown');
    expect(LINEARIZABLE.test(history).holds).not.toBe(true);
  });
});
