import { describe, expect, test } from 'vitest';
import { callFault, tryLab, withGo } from './lab-folder.fixture.js';

describe('thrown values', () => {
  test.each([
    [`throw new Error('boom');`, 'go threw Error: boom'],
    [`throw new TypeError('boom');`, 'go threw TypeError: boom'],
    [`throw 'text';`, 'go threw text'],
    [`throw undefined;`, 'go threw undefined'],
    [`throw { a: 1 };`, 'go threw {a: 1}'],
    [`const e = new Error('x'); e.name = 'Mine'; throw e;`, 'go threw Mine: x'],
    [
      `throw Object.defineProperty(new Error(), 'message', { get() { for (;;); } });`,
      'go threw Error',
    ],
    [
      `throw { toString() { for (;;); }, get message(): string { throw 1; } };`,
      'go threw {toString: function, message: undefined}',
    ],
    [
      `(undefined as never as A).go();`,
      `go threw TypeError: Cannot read properties of undefined (reading 'go')`,
    ],
    [`return (nothing as never);`, 'go threw ReferenceError: nothing is not defined'],
    [`return new Request('x');`, 'go threw ReferenceError: Request is not defined'],
    [`throw Object.create(Error.prototype);`, 'go threw {}'],
    [
      `const key = ['Da', 'te'].join(''); return (globalThis as any)[key].now();`,
      'go threw TypeError: Date is not allowed: a lab has no clock; count events, ' +
        'or measure time with timers: this.set(new MyTimer(), ms)',
    ],
    [
      `const key = ['ran', 'dom'].join(''); return (Math as any)[key]();`,
      'go threw TypeError: Math.random is not allowed: a lab is deterministic; ' +
        'spread timers with this.set(timer, minMs, maxMs): the harness draws a value in between',
    ],
  ])('%s', async (body, message) => {
    const lab = await tryLab(`declare const nothing: unknown;\n${withGo(body)}`);
    expect(callFault(lab, lab.construct('A', ['a']), 'go')).toMatchObject({
      kind: 'exception',
      message,
    });
  });

  test('an error has its own class’s name, and the frames of the student only', async () => {
    const lab = await tryLab({
      'index.ts': `export { A } from './server.js';`,
      'server.ts':
        `import { Node } from 'labtest';\nclass Broken extends Error {}\n` +
        `export class A extends Node {\n  init() {}\n  go() {\n` +
        `    [1].forEach((x) => this.#deep(x));\n  }\n` +
        `  #deep(x: number) {\n    throw new Broken(\`no \${x}\`);\n  }\n}`,
    });
    expect(callFault(lab, lab.construct('A', ['a']), 'go')).toEqual({
      kind: 'exception',
      message: 'go threw Broken: no 1',
      place: { file: 'server.ts', line: 9, column: 11 },
      stack: ['#deep (server.ts:9:11)', 'server.ts:6:24', 'A.go (server.ts:6:9)'],
    });
  });
});
