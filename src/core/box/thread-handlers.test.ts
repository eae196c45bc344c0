import { describe, expect, test } from 'vitest';
import { ClassTable, encode } from '../canon/index.js';
import { Message, Node, Timer, toAddress, type Address } from '../lab/index.js';
import { LabFault } from '../support/index.js';
import type { NodeBlueprint } from './handlers.js';
import type { Lab } from './lab.js';
import { LiveHost } from './live-host.js';
import { ThreadHandlers } from './thread-handlers.js';

const [s1, s2] = [toAddress('server1'), toAddress('server2')];

class Note extends Message {
  readonly words: string[];
  constructor(words: string[]) {
    super();
    this.words = words;
  }
}
class Poke extends Message {}
class Trap extends Message {}
class Later extends Timer {}

class Server extends Node {
  heard: string[] = [];
  note = new Note(['first']);
  init(): void {
    this.set(new Later(), 10, 20);
  }
  handleNote(note: Note, sender: Address): void {
    this.heard.push(...note.words);
    this.note.words.push('second');
    this.send(this.note, sender);
    this.note.words.push('third');
  }
  onLater(): void {
    this.set(new Later(), 0);
  }
  handlePoke(): unknown {
    return Promise.resolve();
  }
  get handleTrap(): never {
    throw new Error('sprung');
  }
}

function lab(): Lab {
  const classes = new ClassTable();
  for (const [i, c] of [Server, Note, Poke, Trap, Later].entries())
    classes.register(c, `${i}`, c.name);
  return {
    classes,
    budget: { reset: () => undefined },
    construct: (_, args) => new Server(args[0] as Address),
    faultOf: (thrown, doing) =>
      thrown instanceof LabFault
        ? thrown
        : new LabFault({ kind: 'exception', message: `${doing}: ${String(thrown)}` }),
  };
}

const blueprint: NodeBlueprint = { address: s1, export: 'Server', args: [s1], role: 'server' };

describe('a call to a lab', () => {
  const env = lab();
  const handlers = new ThreadHandlers(env);
  const created = handlers.create(blueprint);
  const call = (message: Message) => {
    const envelope = { from: s2, to: s1, message: encode(message, env.classes, 'value') };
    const cause = { kind: 'deliver', envelope } as const;
    return handlers.run([{ address: s1, awaits: false, node: created.node, cause }])[0]!;
  };

  test('gives the new state, what was sent as it was when it was sent, and timers', () => {
    expect(created.sets).toEqual([
      { owner: s1, timer: encode(new Later(), env.classes, 'value'), minMs: 10, maxMs: 20 },
    ]);
    const outcome = call(new Note(['hello']));
    expect(outcome.sends).toEqual([
      { from: s1, to: s2, message: encode(new Note(['first', 'second']), env.classes, 'value') },
    ]);
    expect(outcome.node).toContain('third');
  });

  test('gives the same answer twice: nothing stays in the host', () => {
    expect(call(new Note(['x']))).toEqual(call(new Note(['x'])));
  });

  test('is a fault for a missing handler, a promise, a getter and a bad timer', () => {
    expect(call(new Later() as unknown as Message).fault).toMatchObject({
      message: 'Server has no handler handleLater(Later, Address)',
      hint:
        'server2 sent it to server1: send it to the node it is meant for, or add handleLater; ' +
        'Server has handleNote, handlePoke, handleTrap',
    });
    expect(call(new Poke()).fault?.message).toBe('Server.handlePoke returned a promise');
    expect(call(new Trap()).fault?.message).toBe('Server.handleTrap: Error: sprung');
    const timer = { ...created.sets[0]!, timer: created.sets[0]!.timer };
    const [fired] = handlers.run([
      { address: s1, awaits: false, node: created.node, cause: { kind: 'fire', timer } },
    ]);
    expect(fired?.fault?.message).toContain('to fire after 0 to 0 ms');
    expect(fired?.node).toBe(created.node);
  });
});

describe('live nodes', () => {
  test('keep their state, and a message changed later changes nobody else’s', () => {
    const host = new LiveHost(lab());
    host.add(blueprint);
    const note = new Note(['a']);
    const first = host.deliver(s2, s1, note, 'copy');
    note.words.push('changed');
    const second = host.deliver(s2, s1, note, 'copy');
    expect((first.sends[0]?.message as Note).words).toEqual(['first', 'second']);
    expect((second.sends[0]?.message as Note).words).toEqual([
      'first',
      'second',
      'third',
      'second',
    ]);
    expect((host.peek(s1) as Server).heard).toEqual(['a', 'a', 'changed']);
  });

  test('sending outside a handler is refused', () => {
    const host = new LiveHost(lab());
    host.add(blueprint);
    const node = host.peek(s1) as unknown as { send(m: Message, to: Address): void };
    expect(() => node.send(new Poke(), s2)).toThrow('outside a handler');
  });
});
