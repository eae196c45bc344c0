import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { toAddress, type Command, type Result } from '../lab/index.js';
import {
  append,
  appendResult,
  get,
  getResult,
  keyNotFound,
  put,
  putOk,
} from '../workload/index.js';
import { APPENDS_LINEARIZABLE } from './appends-linearizable.js';
import { containsMessage } from './contains-message.js';
import { evaluate, type Truth } from './predicate.js';
import { ALL_RESULTS_SAME, clientDone, CLIENTS_DONE, RESULTS_OK } from './results.js';
import type { ClientView, MessageView, SystemView } from './system-view.js';

function client(
  name: string,
  items: readonly (readonly [Command, Result?, Result?])[],
  done = items.every(([, result]) => result !== undefined),
): ClientView {
  return {
    address: toAddress(name),
    commands: items.map(([command]) => command),
    results: items.flatMap(([, result]) => (result === undefined ? [] : [result])),
    expected: items.map(([, , expected]) => expected),
    done,
  };
}

function view(clients: readonly ClientView[], messages: readonly MessageView[] = []): SystemView {
  return { clients, messages: () => messages, node: () => undefined };
}

describe('RESULTS_OK', () => {
  it('holds for expected results, for any where none is expected, and while waiting', () => {
    const clients = [
      client('client1', [[put('a', 1), putOk(), putOk()], [get('a'), getResult(7)], [get('b')]]),
    ];
    expect(evaluate(RESULTS_OK, view(clients))).toEqual({ holds: true });
  });

  it('names client, command, what it got and what was expected', () => {
    const clients = [
      client('client1', [[get('b'), keyNotFound(), keyNotFound()]]),
      client('client2', [[append('a', 'x'), appendResult('xx'), appendResult('x')]]),
    ];
    expect(evaluate(RESULTS_OK, view(clients))).toEqual({
      holds: false,
      detail:
        'client2 got AppendResult(value=xx) for Append(key=a, value=x), ' +
        'expected AppendResult(value=x)',
    });
  });
});

describe('CLIENTS_DONE and clientDone', () => {
  const clients = [client('client1', [[put('a', 1), putOk()]]), client('client2', [[get('a')]])];

  it('say who waits and for what', () => {
    const detail = 'client2 waits for the result of Get(key=a)';
    expect(evaluate(CLIENTS_DONE, view(clients))).toEqual({ holds: false, detail });
    expect(evaluate(clientDone(toAddress('client2')), view(clients))).toEqual({
      holds: false,
      detail,
    });
    expect(evaluate(clientDone(toAddress('client1')), view(clients)).holds).toBe(true);
    expect(evaluate(clientDone(toAddress('client3')), view(clients)).holds).toBe(false);
  });

  it('hold when all are done, and do not while one rests between commands', () => {
    expect(evaluate(CLIENTS_DONE, view(clients.slice(0, 1))).holds).toBe(true);
    const resting = client('client1', [[put('a', 1), putOk()]], false);
    expect(evaluate(CLIENTS_DONE, view([resting])).detail).toContain('has not been given its next');
  });
});

describe('ALL_RESULTS_SAME', () => {
  it('shows two that differ', () => {
    const clients = ['x', 'x', 'y'].map((value, i) =>
      client(`client${i + 1}`, [[get('a'), getResult(value)]]),
    );
    expect(evaluate(ALL_RESULTS_SAME, view(clients.slice(0, 2))).holds).toBe(true);
    expect(evaluate(ALL_RESULTS_SAME, view(clients))).toEqual({
      holds: false,
      detail: 'client1 got [GetResult(value=x)], but client3 got [GetResult(value=y)]',
    });
  });
});

describe('containsMessage', () => {
  it('holds when some message matches', () => {
    const ping = containsMessage('a message of server1', ({ from }) => from === 'server1');
    const message = { from: toAddress('server1'), to: toAddress('viewserver'), message: {} };
    expect(evaluate(ping, view([], [message])).holds).toBe(true);
    expect(evaluate(ping, view([])).holds).toBe(false);
  });
});

/** Clients by their appends: `'x>x'` appended x and got x, `'y>'` waits. */
function appends(...clients: readonly (readonly string[])[]): Truth {
  const views = clients.map((items, i) =>
    client(
      `client${i + 1}`,
      items.map((item) => {
        const [value = '', whole = ''] = item.split('>');
        return whole === '' ? [append('foo', value)] : [append('foo', value), appendResult(whole)];
      }),
    ),
  );
  return evaluate(APPENDS_LINEARIZABLE, view(views));
}

describe('APPENDS_LINEARIZABLE', () => {
  it.each([
    ['nothing', []],
    ['all waiting', [['x>'], ['y>']]],
    ['one after the other', [['x>x'], ['y>xy']]],
    ['the other way round', [['x>yx'], ['y>y']]],
    ['a waiting one took effect', [['x>yx'], ['y>']]],
    ['two waiting ones took effect in two gaps', [['a>pa', 'b>pabb'], ['p>'], ['b>']]],
    ['a value of which another is a prefix', [['z>xxyz'], ['x>'], ['xy>']]],
    ['two equal values, both sent', [['x>x', 'x>xx']]],
  ])('holds: %s', (_name, clients) => {
    expect(appends(...clients)).toEqual({ holds: true });
  });

  it.each([
    ['another value at the end', [['x>y']], 'client1 got AppendResult(value=y)'],
    ['no prefix of each other', [['x>yx'], ['y>xy']], 'one has to be longer'],
    ['one that forgets', [['x>x'], ['y>y', 'z>yz']], 'has to be longer'],
    ['a fork', [['x>x'], ['z>yz'], ['y>']], 'not a prefix of the second'],
    ['a value appended twice', [['x>x'], ['y>xxy']], 'each used once'],
    ['a waiting value taken twice in two gaps', [['x>px', 'y>pxpy'], ['p>']], 'each used once'],
    ['half a value', [['x>ax'], ['ab>']], 'each used once'],
    ['values that overlap', [['ab>ab', 'abb>abb']], 'each used once'],
    ['a value nobody sent', [['x>qx']], 'each used once'],
  ])('does not hold: %s', (_name, clients, detail) => {
    const truth = appends(...clients);
    expect(truth.holds).toBe(false);
    expect(truth.detail).toContain(detail);
  });

  it('is for appends only', () => {
    const clients = [client('client1', [[get('a')]])];
    expect(() => evaluate(APPENDS_LINEARIZABLE, view(clients))).toThrow('for appends only');
  });

  it('holds for every real order of appends, whoever still waits', () => {
    const value = fc.stringMatching(/^[ab]{1,3}$/);
    const sent = fc.tuple(fc.nat(3), value, fc.boolean());
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 9 }), (order) => {
        let whole = '';
        const items: string[][] = [[], [], [], []];
        const stopped = new Set<number>();
        for (const [who, text, answered] of order) {
          if (stopped.has(who)) continue;
          whole += text;
          items[who]?.push(answered ? `${text}>${whole}` : `${text}>`);
          if (!answered) stopped.add(who);
        }
        expect(appends(...items)).toEqual({ holds: true });
      }),
    );
  });
});
