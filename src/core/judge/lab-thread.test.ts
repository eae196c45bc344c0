import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { encode } from '../canon/index.js';
import { createGivenTable } from '../given/index.js';
import { GetView } from '../given/lab2.js';
import { toAddress } from '../lab/index.js';
import { compileLab } from '../compile/index.js';
import { InvariantError, LabFault } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, NodeBlueprint } from '../system/index.js';
import { TwinHandlers } from '../box/index.js';
import { LabThread } from './index.js';

const [s1, c1] = [toAddress('server1'), toAddress('client1')];
const blueprint: NodeBlueprint = { address: s1, export: 'Server', args: [s1], role: 'server' };

const threads: LabThread[] = [];
afterEach(() => threads.splice(0).forEach((thread) => thread.close()));

/** A lab in a thread whose server reacts to GetView like this. */
async function threadOf(handler: string, handlerMaxMs?: number, module = '') {
  const folder = mkdtempSync(path.join(tmpdir(), 'labtest-thread-'));
  const lines = [
    `import { Node, type Address } from 'labtest';`,
    `import { GetView, View, ViewReply } from 'labtest/lab2';`,
    module,
    `export class Server extends Node {`,
    `  count = 0;`,
    `  init() { this.count = 1; }`,
    `  handleGetView(message: GetView, sender: Address) { ${handler} }`,
    `}`,
  ];
  writeFileSync(path.join(folder, 'index.ts'), lines.join('\n'));
  const classes = createGivenTable();
  const thread = new LabThread(await compileLab(folder), classes, { handlerMaxMs });
  threads.push(thread);
  const message = encode(new GetView(), classes, 'value');
  const call = (node: HandlerOutcome['node']): HandlerCall => ({
    address: s1,
    awaits: false,
    node,
    cause: { kind: 'deliver', envelope: { from: c1, to: s1, message } },
  });
  return { thread, call };
}

describe('a lab in its own thread', () => {
  test('answers calls in order, and keeps nothing between them', async () => {
    const { thread, call } = await threadOf(
      'this.count++; this.send(new ViewReply(new View(this.count, null, null)), sender);',
    );
    const first = thread.handlers.create(blueprint);
    const [second] = thread.handlers.run([call(first.node)]);
    const again = thread.handlers.run([call(second!.node), call(first.node)]);
    expect(again[1]).toEqual(second);
    expect(again[0]?.sends[0]?.message).toContain('7:viewNumi3;');
    expect(thread.fresh.run([call(first.node)])).toEqual([second]);
    expect(thread.handlers.run([])).toEqual([]);
  });

  test('tells what a node logs and prints in one call', async () => {
    const { thread, call } = await threadOf(
      `this.log.fine(() => 'from ' + sender); console.log('count', this.count);`,
    );
    const { node } = thread.handlers.create(blueprint);
    expect(thread.logOf(call(node))).toEqual([
      { level: 'FINE', text: 'from client1' },
      { level: 'INFO', text: 'count 1' },
    ]);
  });

  test('an endless loop is the fault of the lab, with its line', async () => {
    const { thread, call } = await threadOf('for (;;) this.count++;');
    const { node } = thread.handlers.create(blueprint);
    const [outcome] = thread.handlers.run([call(node)]);
    expect(outcome?.fault).toMatchObject({ kind: 'budget', place: { file: 'index.ts', line: 7 } });
    expect(outcome?.node).toBe(node);
  });

  test('a call that does not come back is the fault of its handler, told once', async () => {
    const { thread, call } = await threadOf(
      `if (this.count === 3) { const s = 'ab'.repeat(2 ** 26); s.replaceAll('a', 'bb').replaceAll('b', 'cc').length; } this.count++;`,
      300,
    );
    const nodes = [thread.handlers.create(blueprint).node];
    for (let i = 0; i < 2; i++) nodes.push(thread.handlers.run([call(nodes.at(-1)!)])[0]!.node);
    const calls = [...nodes, nodes[0]!].map(call);
    const outcomes = thread.handlers.run(calls);
    expect(outcomes.map(({ fault }) => fault?.message)).toEqual([
      undefined,
      undefined,
      'Server.handleGetView did not come back within 0.3 s',
      undefined,
    ]);
    thread.close();
    expect(thread.handlers.run([calls[2]!])).toEqual([outcomes[2]]);
  });

  test('a handler that fills the memory is found out, and the thread replaced', async () => {
    const { thread, call } = await threadOf(
      'const all = []; for (;;) all.push(new Array(1e6).fill(this.count));',
      1500,
    );
    const { node } = thread.handlers.create(blueprint);
    expect(thread.handlers.run([call(node)])[0]?.fault?.message).toContain('did not come back');
    expect(thread.handlers.create(blueprint).node).toBe(node);
  });

  test('twins compare in the thread what they compare outside of it', async () => {
    const { thread, call } = await threadOf(
      'this.count++; this.send(new ViewReply(new View(this.count, null, null)), sender);',
    );
    const { outcomes } = thread.twins.create(blueprint);
    const node = outcomes[0]!.node;
    const calls = [call(node), call(thread.handlers.run([call(node)])[0]!.node)];
    const outside = new TwinHandlers(thread.handlers, thread.fresh);
    expect(thread.twins.run(calls, [0, 1])).toEqual(outside.run(calls, [0, 1]));
    expect(thread.twins.run(calls, [])).toEqual({
      outcomes: thread.handlers.run(calls),
      deviation: undefined,
    });
  });

  test('twins name the first call that does something else when it is made again', async () => {
    const { thread, call } = await threadOf(
      'this.count += next();',
      undefined,
      `function* numbers() { yield 0; yield 0; for (let n = 0; ; n++) yield n; }
       const made = (() => { const all = numbers(); return () => all.next().value as number; })();
       const next = () => made();`,
    );
    const node = thread.twins.create(blueprint).outcomes[0]!.node;
    const calls = [call(node), call(node)];
    const { outcomes, deviation } = thread.twins.run(calls, [1]);
    expect(deviation).toBeUndefined();
    const second = thread.twins.run(calls, [0, 1]);
    expect(second.deviation).toMatchObject({ index: 0, inFreshInstance: false });
    expect(second.deviation?.again.node).not.toBe(outcomes[0]?.node);
  });

  test('a call that does not come back to twins is told once, too', async () => {
    const { thread, call } = await threadOf(
      `if (this.count === 2) { const s = 'ab'.repeat(2 ** 26); s.replaceAll('a', 'bb').replaceAll('b', 'cc').length; } this.count++;`,
      300,
    );
    const { node } = thread.handlers.create(blueprint);
    const [next] = thread.handlers.run([call(node)]);
    const calls = [call(node), call(next!.node), call(node)];
    const { outcomes, deviation } = thread.twins.run(calls, [0, 1, 2]);
    expect(outcomes.map(({ fault }) => fault?.message)).toEqual([
      undefined,
      'Server.handleGetView did not come back within 0.3 s',
      undefined,
    ]);
    expect(deviation).toBeUndefined();
  });

  test('renewed, it answers as one that has just been started', async () => {
    const { thread, call } = await threadOf(
      `if (this.count === 2) { const s = 'ab'.repeat(2 ** 26); s.replaceAll('a', 'bb').length; } this.count++;`,
      300,
    );
    const answers = (): unknown[] => {
      const { node } = thread.handlers.create(blueprint);
      const [next] = thread.handlers.run([call(node)]);
      const [lost] = thread.handlers.run([call(next!.node)]);
      expect(lost?.fault?.message).toContain('did not come back');
      return [node, next, lost, thread.fresh.run([call(node)])];
    };
    const first = answers();
    thread.renew();
    expect(answers()).toEqual(first);
  });

  test('a closed thread says so at once', async () => {
    const { thread } = await threadOf('this.count++;');
    thread.handlers.create(blueprint);
    thread.close();
    expect(() => thread.handlers.create(blueprint)).toThrow(InvariantError);
  });

  test('a lab that is refused when it is loaded says why', async () => {
    const { thread } = await threadOf(
      '}\n  get broken() { return 1; }\n} throw new Error("no");\nclass X { x() {',
    );
    expect(() => thread.handlers.create(blueprint)).toThrow(LabFault);
  });
});
