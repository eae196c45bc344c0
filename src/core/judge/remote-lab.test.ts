import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { encode } from '../canon/index.js';
import { BARE_TERMS } from '../given/index.js';
import { toAddress } from '../lab/index.js';
import { compileLab } from '../compile/index.js';
import { InvariantError, LabFault } from '../support/index.js';
import type { HandlerCall, HandlerOutcome, NodeBlueprint } from '../system/index.js';
import { TwinHandlers } from '../box/index.js';
import { boxCommand } from '../isolation/index.js';
import { openLab, type LabPlace, type RemoteLab } from './index.js';

const [s1, c1] = [toAddress('server1'), toAddress('client1')];
const blueprint: NodeBlueprint = { address: s1, export: 'Server', args: [s1], role: 'server' };

/** It uses no steps of the budget, and can be stopped. */
const HANG = `/^(a+)+$/.test('a'.repeat(40) + 'b');`;

const opened: RemoteLab[] = [];
afterEach(() => opened.splice(0).forEach((lab) => lab.close()));

const PLACES: readonly LabPlace[] = [
  { transport: 'thread' },
  { transport: 'process', start: boxCommand('D') },
];

// Some of these hang or fill the memory, which takes a while on a busy machine.
describe.each(PLACES)('a lab in its own $transport', { timeout: 240_000 }, (place) => {
  /** A lab whose server handles a question with this code. */
  async function opening(handler: string, handlerMaxMs?: number, module = '') {
    const folder = mkdtempSync(path.join(tmpdir(), 'labtest-remote-'));
    const lines = [
      `import { Message, Node, type Address } from 'labtest';`,
      `export class Question extends Message {}` +
        ` class Count extends Message { constructor(readonly count: number) { super(); } }`,
      module,
      `export class Server extends Node {`,
      `  count = 0;`,
      `  init() { this.count = 1; }`,
      `  handleQuestion(message: Question, sender: Address) { ${handler} }`,
      `}`,
    ];
    writeFileSync(path.join(folder, 'index.ts'), lines.join('\n'));
    const classes = BARE_TERMS.given.createTable();
    const compiled = await compileLab(folder, BARE_TERMS.given);
    const lab = await openLab(compiled, BARE_TERMS, classes, place, { handlerMaxMs });
    opened.push(lab);
    const { id = '' } = compiled.classes.find(({ name }) => name === 'Question') ?? {};
    const question = Object.create(classes.byId(id)?.prototype ?? null) as object;
    const message = encode(question, classes, 'value');
    const call = (node: HandlerOutcome['node']): HandlerCall => ({
      address: s1,
      awaits: false,
      node,
      cause: { kind: 'deliver', envelope: { from: c1, to: s1, message } },
    });
    return { lab, call, question };
  }

  test('says when an order is read that was lost on the way', async () => {
    const { lab, call } = await opening(
      'const { seen } = this as any; if (seen) for (const each of seen) this.count = each;' +
        '(this as any).seen = new Set([2, 1]);',
    );
    const [{ node }] = lab.handlers.run([call(lab.handlers.create(blueprint).node)]) as [
      HandlerOutcome,
    ];
    const [kept] = lab.handlers.run([call(node)]);
    expect(kept).not.toHaveProperty('orderRead');
    const lost = lab.twins.run([{ ...call(node), kept: [] }], [0]);
    expect(lost.outcomes[0]?.orderRead).toMatch(/^\d+\.seen$/);
  });

  test('answers calls in order, and keeps nothing between them', async () => {
    const { lab, call } = await opening('this.count++; this.send(new Count(this.count), sender);');
    const first = lab.handlers.create(blueprint);
    const [second] = lab.handlers.run([call(first.node)]);
    const again = lab.handlers.run([call(second!.node), call(first.node)]);
    expect(again[1]).toEqual(second);
    expect(again[0]?.sends[0]?.message).toContain('5:counti3;');
    expect(lab.fresh.run([call(first.node)])).toEqual([second]);
    expect(lab.handlers.run([])).toEqual([]);
  });

  test('gives what a node logs and prints in one call', async () => {
    const { lab, call } = await opening(
      `this.log.fine(() => 'from ' + sender); console.log('count', this.count);`,
    );
    const { node } = lab.handlers.create(blueprint);
    expect(lab.logOf(call(node))).toEqual([
      { level: 'FINE', text: 'from client1' },
      { level: 'INFO', text: 'count 1' },
    ]);
  });

  test('an endless loop is the fault of the lab, with its line', async () => {
    const { lab, call } = await opening('for (;;) this.count++;');
    const { node } = lab.handlers.create(blueprint);
    const [outcome] = lab.handlers.run([call(node)]);
    expect(outcome?.fault).toMatchObject({ kind: 'budget', place: { file: 'index.ts', line: 7 } });
    expect(outcome?.node).toBe(node);
  });

  test('a call that hangs is the fault of its handler, reported once', async () => {
    const { lab, call } = await opening(`if (this.count === 3) { ${HANG} } this.count++;`, 300);
    const nodes = [lab.handlers.create(blueprint).node];
    for (let i = 0; i < 2; i++) nodes.push(lab.handlers.run([call(nodes.at(-1)!)])[0]!.node);
    const calls = [...nodes, nodes[0]!].map(call);
    const outcomes = lab.handlers.run(calls);
    expect(outcomes.map(({ fault }) => fault?.message)).toEqual([
      undefined,
      undefined,
      'Server.handleQuestion hangs: stopped after 0.3 s',
      undefined,
    ]);
    lab.close();
    expect(lab.handlers.run([calls[2]!])).toEqual([outcomes[2]]);
  });

  test('a handler that fills the memory is found out, and the lab replaced', async () => {
    const { lab, call } = await opening(
      'const all = []; for (;;) all.push(new Array(1e6).fill(this.count));',
      1500,
    );
    const { node } = lab.handlers.create(blueprint);
    expect(lab.handlers.run([call(node)])[0]?.fault?.message).toMatch(
      /hangs: stopped|ran out of memory/,
    );
    expect(lab.handlers.create(blueprint).node).toBe(node);
  });

  test('what hung is told with the last function or loop that it got to', async () => {
    const { lab, call } = await opening(
      `\n match(sender);`,
      300,
      `function match(text: string) {\n for (const each of text.slice(0, 2)) {\n ${HANG} } }`,
    );
    const { node } = lab.handlers.create(blueprint);
    const [hung] = lab.handlers.run([call(node)]);
    expect(hung?.fault).toMatchObject({
      message: 'Server.handleQuestion hangs: stopped after 0.3 s',
      place: { file: 'index.ts', line: 4 },
    });
    lab.renew();
    lab.handlers.create(blueprint);
    expect(lab.handlers.run([call(node)])).toEqual([hung]);
  });

  test('ArrayBuffers count as memory that is filled', async () => {
    const { lab, call } = await opening(
      'const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(7));',
      60_000,
    );
    const { node } = lab.handlers.create(blueprint);
    expect(lab.handlers.run([call(node)])[0]?.fault).toMatchObject({
      message: 'Server.handleQuestion ran out of memory',
      place: { file: 'index.ts', line: 7 },
    });
    expect(lab.handlers.create(blueprint).node).toBe(node);
  });

  test.each([
    ['new DataView(new ArrayBuffer(8))', ' is a DataView'],
    ['Object.assign([], { x: 1 })', ' is a collection with named properties'],
    ['{ [Symbol.iterator]: 1 }', ' is a property whose key is a symbol'],
    ['Object.create({ x: 1 })', ' is an object of a class made at run time'],
  ])('a look at a node that holds %s finds the fault, and none of labtest', async (held, what) => {
    const { lab, question } = await opening(`(this as any).kept = ${held};`);
    const nodes = lab.nodes();
    nodes.add(blueprint);
    nodes.deliver(c1, s1, question, 'copy');
    expect(() => nodes.peek(s1)).toThrow(LabFault);
    expect(() => nodes.peek(s1)).toThrow(`server1.kept${what}`);
  });

  test('twins compare in the lab what they compare outside of it', async () => {
    const { lab, call } = await opening('this.count++; this.send(new Count(this.count), sender);');
    const { outcomes } = lab.twins.create(blueprint);
    const node = outcomes[0]!.node;
    const calls = [call(node), call(lab.handlers.run([call(node)])[0]!.node)];
    const outside = new TwinHandlers(lab.handlers, lab.fresh);
    expect(lab.twins.run(calls, [0, 1])).toEqual(outside.run(calls, [0, 1]));
    expect(lab.twins.run(calls, [])).toEqual({
      outcomes: lab.handlers.run(calls),
      deviation: undefined,
    });
  });

  test('a call that hangs is told once, too', async () => {
    const { lab, call } = await opening(`if (this.count === 2) { ${HANG} } this.count++;`, 300);
    const { node } = lab.handlers.create(blueprint);
    const [next] = lab.handlers.run([call(node)]);
    const calls = [call(node), call(next!.node), call(node)];
    const { outcomes, deviation } = lab.twins.run(calls, [0, 1, 2]);
    expect(outcomes.map(({ fault }) => fault?.message)).toEqual([
      undefined,
      'Server.handleQuestion hangs: stopped after 0.3 s',
      undefined,
    ]);
    expect(deviation).toBeUndefined();
  });

  test('renewed, it answers as one that has just been started', async () => {
    const { lab, call } = await opening(`if (this.count === 2) { ${HANG} } this.count++;`, 300);
    const answers = (): unknown[] => {
      const { node } = lab.handlers.create(blueprint);
      const [next] = lab.handlers.run([call(node)]);
      const [lost] = lab.handlers.run([call(next!.node)]);
      expect(lost?.fault?.message).toContain('hangs: stopped after');
      return [node, next, lost, lab.fresh.run([call(node)])];
    };
    const first = answers();
    lab.renew();
    expect(answers()).toEqual(first);
  });

  test('a closed lab says so at once', async () => {
    const { lab } = await opening('this.count++;');
    lab.handlers.create(blueprint);
    lab.close();
    expect(() => lab.handlers.create(blueprint)).toThrow(InvariantError);
  });

  test('a lab that is refused when it is loaded says why', async () => {
    const { lab } = await opening(
      '}\n  get broken() { return 1; }\n} throw new Error("no");\nclass X { x() {',
    );
    expect(() => lab.handlers.create(blueprint)).toThrow(LabFault);
  });
});
