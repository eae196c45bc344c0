import { describe, expect, test } from 'vitest';
import { ClassTable, encode, type Canonical } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import type { HandlerCall, HandlerOutcome, Handlers } from '../system/index.js';
import { HeldBackHandlers, heldNames, type Growth } from './held-back.js';
import { orderBlind } from './order-blind.js';
import { ProfiledHandlers } from './state-profile.js';

class Counter {
  count = 0;
  seen = new Map<string, number>();
}
class Add {
  readonly from: string;
  constructor(from: string) {
    this.from = from;
  }
}

const classes = new ClassTable();
classes.register(Counter, 'Counter', 'Counter');
classes.register(Add, 'Add', 'Add');

const s1 = toAddress('server1');

function text(value: unknown): Canonical {
  return encode(value, classes, 'state');
}

function counter(count: number, ...seen: string[]): Canonical {
  return text(Object.assign(new Counter(), { count, seen: new Map(seen.map((s) => [s, 1])) }));
}

function add(node: Canonical, from: string): HandlerCall {
  const envelope = { from: toAddress(from), to: s1, message: text(new Add(from)) };
  return { address: s1, awaits: false, node, cause: { kind: 'deliver', envelope } };
}

/** Answers each call with a state that was said before. */
function scripted(answers: ReadonlyMap<Canonical, Canonical>, sends = false): Handlers {
  const outcome = (call: HandlerCall): HandlerOutcome => ({
    node: answers.get(call.node) ?? call.node,
    sends: sends ? [{ from: s1, to: s1, message: call.node }] : [],
    sets: [],
    result: undefined,
    fault: undefined,
  });
  return { create: () => outcome(add(counter(0), 'a')), run: (calls) => calls.map(outcome) };
}

function profileOf(states: readonly Canonical[], sends = false) {
  const answers = new Map(states.map((state, i) => [state, states[i + 1] ?? state]));
  const profiled = new ProfiledHandlers(scripted(answers, sends), classes);
  profiled.run(states.map((state) => add(state, 'a')));
  return profiled;
}

describe('a state profile', () => {
  test('counts the values of each field, also with the order of collections ignored', () => {
    const states = [counter(0), counter(0, 'a', 'b'), counter(0, 'b', 'a'), counter(0, 'a')];
    const { fields, nodes } = profileOf(states).profile();
    expect(nodes).toEqual([{ node: 'server1', states: 3 }]);
    expect(fields).toEqual([{ node: 'server1', field: 'seen', values: 3, valuesOrderBlind: 2 }]);
  });

  test('names handlers that are not idempotent, and what they did again', () => {
    const { notIdempotent } = profileOf([counter(0), counter(1), counter(2)]).profile();
    expect(notIdempotent).toEqual([
      {
        handler: 'Counter.handleAdd',
        node: 'server1',
        again: 'server1.count: 1 → 2',
        counts: true,
        field: 'count',
      },
    ]);
    expect(profileOf([counter(0), counter(1)]).profile().notIdempotent).toEqual([]);
  });

  test('does not ask a client for a result that it has given', () => {
    const zero = counter(0);
    // Each time it is asked for its result, it counts.
    const counted = (node: Canonical): Canonical => counter(node === zero ? 1 : 2);
    const result = text(new Add('a'));
    const gave = (node: Canonical): HandlerOutcome => {
      return { node, sends: [], sets: [], result, fault: undefined };
    };
    const inner: Handlers = {
      create: () => gave(zero),
      run: (calls) => calls.map(({ awaits, node }) => gave(awaits ? counted(node) : node)),
    };
    const profiled = new ProfiledHandlers(inner, classes);
    profiled.run([{ ...add(zero, 'a'), awaits: true }]);
    expect(profiled.profile().notIdempotent).toEqual([]);
  });

  test('counts different messages of a class', () => {
    const { messages } = profileOf([counter(0), counter(1), counter(2)], true).profile();
    expect(messages).toEqual([{ from: 'server1', message: 'Counter', count: 3 }]);
  });

  test('names a timer of which two are set when one fires', () => {
    const timer = { owner: s1, timer: text(new Add('a')), minMs: 1, maxMs: 1 };
    const node = counter(0);
    const outcome = { node, sends: [], sets: [timer, timer], result: undefined, fault: undefined };
    const inner: Handlers = { create: () => outcome, run: (calls) => calls.map(() => outcome) };
    const profiled = new ProfiledHandlers(inner, classes);
    profiled.run([{ address: s1, awaits: false, node, cause: { kind: 'fire', timer } }]);
    expect(profiled.profile().multiplied).toEqual([
      { handler: 'Counter.onAdd', node: 'server1', sets: 2 },
    ]);
  });

  test('forgets', () => {
    const profiled = profileOf([0, 1, 2, 3].map((count) => counter(count)));
    profiled.forget();
    const { fields, notIdempotent } = profiled.profile();
    expect([fields, notIdempotent]).toEqual([[], []]);
  });
});

describe('what grows, held back', () => {
  const counted = Array.from({ length: 20 }, (_, count) => counter(count));

  test('stops at a number, and leaves what does not grow as it is', () => {
    const profiled = profileOf(counted);
    const growth = profiled.growth(profiled.profile());
    expect(growth && heldNames(growth)).toEqual(['server1.count']);
    const answers = new Map(counted.map((state, i) => [state, counted[i + 1] ?? state]));
    const held = new HeldBackHandlers(scripted(answers), growth as Growth, classes);
    const after = (count: number): unknown => held.run([add(counter(count), 'a')])[0]?.node;
    expect([after(0), after(1), after(15)]).toEqual([counter(1), counter(2), counter(4)]);
    const whole = new HeldBackHandlers(
      scripted(new Map([[counter(0), counter(9, 'a', 'b')]])),
      growth as Growth,
      classes,
    );
    expect(whole.run([add(counter(0), 'a')])[0]?.node).toBe(counter(4, 'a', 'b'));
  });

  test('leaves one of a timer that sets two of itself', () => {
    const timer = { owner: s1, timer: text(new Add('a')), minMs: 1, maxMs: 1 };
    const node = counter(0);
    const outcome = { node, sends: [], sets: [timer, timer], result: undefined, fault: undefined };
    const inner: Handlers = { create: () => outcome, run: (calls) => calls.map(() => outcome) };
    const growth = { fields: new Map(), timers: new Set(['Counter.onAdd']) };
    const held = new HeldBackHandlers(inner, growth, classes);
    const fire: HandlerCall = { address: s1, awaits: false, node, cause: { kind: 'fire', timer } };
    expect(held.run([fire])[0]?.sets).toEqual([timer]);
  });

  test('knows a counter of a timer by fewer values, and may let it stand still', () => {
    const timer = { owner: s1, timer: text(new Add('a')), minMs: 1, maxMs: 1 };
    const some = counted.slice(0, 6);
    const fires = some.map((node): HandlerCall => {
      return { address: s1, awaits: false, node, cause: { kind: 'fire', timer } };
    });
    const profileWith = (next: (count: number) => number): ProfiledHandlers => {
      const states = Array.from({ length: 40 }, (_, count) => counter(count));
      const after = states.map((state, i) => [state, states[next(i)] ?? state] as const);
      const profiled = new ProfiledHandlers(scripted(new Map(after)), classes);
      profiled.run(fires);
      return profiled;
    };
    const profiled = profileWith((count) => count + 1);
    const bounds = (ofCounter?: number): number | undefined => {
      const growth = profiled.growth(profiled.profile(), ofCounter);
      return growth?.fields.get(s1)?.get('count')?.get('');
    };
    expect(profiled.profile().fields[0]).toMatchObject({ field: 'count', grows: true });
    expect([bounds(1), bounds()]).toEqual([1, 4]);
    // Who counts to a limit has finitely many values.
    const limited = profileWith((count) => Math.min(count + 1, 7));
    expect(limited.growth(limited.profile())).toBeUndefined();
  });

  test('is nothing where nothing grows', () => {
    const profiled = profileOf([counter(0), counter(1)]);
    expect(profiled.growth(profiled.profile())).toBeUndefined();
  });
});

test('an order-blind value has its collections sorted, at every depth', () => {
  const one = {
    all: new Map([
      ['b', new Set([2, 1])],
      ['a', new Set([3])],
    ]),
  };
  const other = {
    all: new Map([
      ['a', new Set([3])],
      ['b', new Set([1, 2])],
    ]),
  };
  expect(text(orderBlind(one, classes))).toBe(text(orderBlind(other, classes)));
  expect(one.all.get('b')).toEqual(new Set([1, 2]));
});
