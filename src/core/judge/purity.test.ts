import { describe, expect, test } from 'vitest';
import { ClassTable, encode, type Canonical } from '../canon/index.js';
import { Message, Node, toAddress, type Address } from '../lab/index.js';
import { LabFault } from '../support/index.js';
import type { HandlerCall, NodeBlueprint } from '../system/index.js';
import { ThreadHandlers, TwinHandlers, type Lab } from '../box/index.js';
import { PurityHandlers, RememberedHandlers, type PuritySample } from './index.js';

class Poke extends Message {
  readonly number: number;
  constructor(number: number) {
    super();
    this.number = number;
  }
}

const [s1, s2] = [toAddress('server1'), toAddress('server2')];

/** A lab whose server runs the given handler, with a counter that outlives the node. */
function labWith(handle: (server: Server, outside: { count: number }) => void): Lab {
  const outside = { count: 0 };
  class TestedServer extends Server {
    handlePoke(): void {
      handle(this, outside);
    }
  }
  const classes = new ClassTable();
  classes.register(TestedServer, 'Server', 'PBServer');
  classes.register(Poke, 'Poke', 'Poke');
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (_, args) => new TestedServer(args[0] as Address),
    faultOf: (thrown, doing) =>
      new LabFault({ kind: 'exception', message: `${doing}: ${String(thrown)}` }),
  };
}

class Server extends Node {
  pokes: (number | string)[] = [];
  init(): void {}
  answer(number: number): void {
    this.send(new Poke(number), s2);
  }
}

const blueprint: NodeBlueprint = { address: s1, export: 'PBServer', args: [s1], role: 'server' };

const SAMPLE: PuritySample = { allOfFirst: 1000, oneIn: 4 };

/** Runs calls with different messages through a sampled check; returns the finding. */
function check(
  handle: (server: Server, outside: { count: number }) => void,
  count = 40,
): PurityHandlers {
  const lab = labWith(handle);
  const twins = new TwinHandlers(new ThreadHandlers(lab), new ThreadHandlers(labWith(handle)));
  const handlers = new PurityHandlers(twins, lab.classes, SAMPLE);
  const { node } = handlers.create(blueprint);
  const calls = Array.from({ length: count }, (_, i) => pokeWith(lab, node, i));
  for (const call of calls) handlers.run([call]);
  return handlers;
}

function pokeWith(lab: Lab, node: Canonical, number: number): HandlerCall {
  const message = encode(new Poke(number), lab.classes, 'value');
  return {
    address: s1,
    awaits: false,
    node,
    cause: { kind: 'deliver', envelope: { from: s2, to: s1, message } },
  };
}

describe('the purity check', () => {
  test('finds nothing in a pure handler, and checks a part of many calls', () => {
    const pure = (server: Server) => server.pokes.push(1);
    expect(check(pure)).toMatchObject({ finding: undefined, checked: 40 });
    const { finding, checked } = check(pure, 1400);
    expect(finding).toBeUndefined();
    expect(checked).toBeGreaterThan(1050);
    expect(checked).toBeLessThan(1350);
  });

  test('names handler, field and both values of state that outlives the node', () => {
    const { finding } = check((server, outside) => server.pokes.push(++outside.count));
    expect(finding).toMatchObject({ handler: 'PBServer.handlePoke', freshInstance: false });
    expect(finding?.path).toBe('server1.pokes[0]');
    expect(Number(finding?.again)).toBe(Number(finding?.first?.replace('added ', '')) + 1);
  });

  test('finds what only a fresh instance shows', () => {
    let instances = 0;
    const latch = () => {
      const mine = ++instances;
      return labWith((server) => server.pokes.push(mine === 1 ? 'first' : 'other'));
    };
    const lab = latch();
    const twins = new TwinHandlers(new ThreadHandlers(lab), new ThreadHandlers(latch()));
    const handlers = new PurityHandlers(twins, lab.classes, SAMPLE);
    handlers.checkAll([pokeWith(lab, handlers.create(blueprint).node, 1)]);
    expect(handlers.finding).toEqual({
      handler: 'PBServer.handlePoke',
      path: 'server1.pokes[0]',
      first: 'first',
      again: 'other',
      freshInstance: true,
    });
  });

  test('compares what is sent and what is thrown', () => {
    const sent = check((server, outside) => server.answer(++outside.count)).finding;
    expect(sent?.path).toBe('the messages server1 sent');
    const threw = check((_, outside) => {
      if (++outside.count > 1) throw new Error('twice');
    }).finding;
    expect(threw).toMatchObject({ path: 'what it threw', first: 'nothing' });
  });

  test('checks a call once, and finds it when it gives something else later', () => {
    let answer = 1;
    const lab = labWith((server) => server.pokes.push(answer));
    const inner = new ThreadHandlers(lab);
    const handlers = new PurityHandlers(new TwinHandlers(inner, inner), lab.classes, SAMPLE);
    const call = pokeWith(lab, handlers.create(blueprint).node, 1);
    handlers.run([call, call]);
    expect(handlers).toMatchObject({ finding: undefined, checked: 1 });
    answer = 2;
    handlers.run([call]);
    expect(handlers.finding).toMatchObject({ path: 'server1.pokes[0]', freshInstance: false });
  });
});

test('remembered handlers ask once for each call', () => {
  let runs = 0;
  const lab = labWith(() => runs++);
  const handlers = new RememberedHandlers(new ThreadHandlers(lab));
  const { node } = handlers.create(blueprint);
  const calls = [pokeWith(lab, node, 1), pokeWith(lab, node, 2), pokeWith(lab, node, 1)];
  expect(handlers.run(calls)[2]).toBe(handlers.run(calls)[0]);
  expect(runs).toBe(2);
});
