import { describe, expect, it } from 'vitest';
import { ClassTable, type Canonical } from '../canon/index.js';
import { toAddress } from '../lab/index.js';
import type { Workload } from '../workload/index.js';
import type { Action } from './action.js';
import type { Envelope, HandlerCall, HandlerOutcome, Handlers } from '../box/index.js';
import { Links } from '../schedule/index.js';
import { Stepper } from './stepper.js';
import type { World } from './world.js';

const [server, client] = [toAddress('server'), toAddress('client')];
const request: Envelope = { from: client, to: server, message: '"ask";' as Canonical };
const reply: Envelope = { from: server, to: client, message: '"answer";' as Canonical };
const idle = { sends: [], sets: [], result: undefined, fault: undefined };

/** A server that answers everything, and a client that has a result for each answer. */
const handlers: Handlers = {
  create: () => ({ ...idle, node: '"new";' as Canonical }),
  run: (calls: readonly HandlerCall[]) =>
    calls.map(({ address, node, cause }): HandlerOutcome => {
      if (cause.kind === 'command') return { ...idle, node, sends: [request] };
      if (address === server) return { ...idle, node, sends: [reply] };
      return { ...idle, node, result: '"done";' as Canonical };
    }),
};

const workload = (isAtOnce: (index: number) => boolean): Workload => ({
  size: 2,
  pauseMs: 0,
  isAtOnce,
  commandAt: (index) => ({ index }) as never,
  expectedAt: () => undefined,
});

function stepper(network: 'set' | 'bag', isAtOnce = (): boolean => true): Stepper {
  const nodes = ([server, client] as const).map((address) => ({
    address,
    export: 'Any',
    args: [],
    role: address === client ? ('client' as const) : ('server' as const),
  }));
  const workloads = new Map([[client, workload(isAtOnce)]]);
  return new Stepper({ nodes, workloads }, handlers, new ClassTable(), network);
}

function after(by: Stepper, ...actions: readonly Action[]): World {
  let world = by.initial();
  for (const action of actions) {
    expect(by.refusal(world, action)).toBeUndefined();
    world = by.step(world, action).world;
  }
  return world;
}

const ask: Action = { kind: 'deliver', envelope: request };
const answer: Action = { kind: 'deliver', envelope: reply };

describe('a stepper', () => {
  it('delivers again from a set, and once from a bag', () => {
    const [set, bag] = [stepper('set'), stepper('bag')];
    expect(set.refusal(after(set, ask), ask)).toBeUndefined();
    expect(bag.refusal(after(bag, ask), ask)).toBe('no such message is in flight');
    const doubled = after(bag, { kind: 'duplicate', envelope: request }, ask);
    expect(bag.refusal(doubled, ask)).toBeUndefined();
  });

  it.each(['set', 'bag'] as const)('delivers nothing lost or set aside from a %s', (kind) => {
    const by = stepper(kind);
    const lost = after(by, { kind: 'lose', envelope: request, reason: 'lost' });
    expect(by.refusal(lost, ask)).toBe('no such message is in flight');
    const aside = after(by, { kind: 'set-aside' });
    expect(by.refusal(aside, ask)).toBe('no such message is in flight');
    const others = by.step(aside, { kind: 'restore', from: server }).world;
    expect(by.refusal(others, ask)).toBeDefined();
    const restored = by.step(others, { kind: 'restore', to: server }).world;
    expect(by.refusal(restored, ask)).toBeUndefined();
    expect(restored.aside.size).toBe(0);
  });

  it('hands in a command at once, in the step in which the result before it appeared', () => {
    const by = stepper('bag');
    const start = by.initial();
    expect(by.handedIn(start, client)).toBe(1);
    const { world, effects, actor } = by.step(after(by, ask), answer);
    expect(actor).toBe(client);
    expect(effects.results).toHaveLength(1);
    expect(effects.commands).toHaveLength(1);
    expect(effects.sends).toEqual([request]);
    expect(by.handedIn(world, client)).toBe(2);
    const done = after(by, ask, answer, ask, answer);
    expect(done.locals.get(client)?.results).toHaveLength(2);
    expect(by.handedIn(done, client)).toBe(2);
  });

  it('waits with a command that an action hands in', () => {
    const by = stepper('bag', () => false);
    const command: Action = { kind: 'command', client };
    const start = by.initial();
    expect(start.network.size).toBe(0);
    const asked = by.step(start, command);
    expect(asked.effects.commands).toHaveLength(1);
    expect(by.refusal(asked.world, command)).toBe('client still waits for a result');
    const answered = after(by, command, ask, answer);
    expect(by.handedIn(answered, client)).toBe(1);
    const done = after(by, command, ask, answer, command, ask, answer);
    expect(by.refusal(done, command)).toBe('client has no further command');
    expect(done.locals.get(client)?.results).toHaveLength(2);
  });

  it('binds a set by links, and a bag by nothing', () => {
    const off: Action = { kind: 'links', links: Links.all.withNetwork(false).toJSON() };
    const [set, bag] = [stepper('set'), stepper('bag')];
    expect(set.refusal(after(set, off), ask)).toBe('the link from client to server is off');
    expect(set.events(after(set, off))).toEqual([]);
    expect(bag.refusal(after(bag, off), ask)).toBeUndefined();
  });

  it('loses with a node what was on its way to it, for good', () => {
    const by = stepper('bag');
    const crashed = after(by, { kind: 'crash', node: server });
    expect([...crashed.locals.keys()]).toEqual([client]);
    expect(crashed.network.size).toBe(0);
    expect(by.refusal(crashed, { kind: 'crash', node: server })).toBe('there is no node server');
  });
});
