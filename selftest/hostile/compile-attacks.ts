/** A lab that attacks its compiler: by size, by depth, or by quadratic work. */
export interface CompileAttack {
  readonly name: string;
  readonly files: () => Readonly<Record<string, string>>;
  /** What the refusal says. */
  readonly expected: RegExp;
}

const MIB = 1 << 20;
/** Almost a megabyte of a text. */
const filled = (text: string): string => text.repeat(Math.floor((MIB - 100) / text.length));
const lines = (length: number, text: (i: number) => string): string =>
  Array.from({ length }, (_, i) => text(i)).join('\n');
const nested = (open: string, times: number, close: string): string =>
  `${open.repeat(times)}1${close.repeat(times)}`;

const MEMORY = /^the compiler ran out of memory/;
const TIME = /^the compiler worked on this lab for \d+ s/;
/** It compiles, but turns out not to be a lab. */
const NO_LAB = /./;
const SPENT = /^the compiler (ran out of memory|worked on this lab)/;
const CLASS_X = "import { Node } from 'labtest'; export class X extends Node";

/** The text of `index.ts`, and the expected message. */
const TEXTS: readonly (readonly [name: string, text: () => string, expected: RegExp])[] = [
  ['parentheses-nested', () => `export const a = ${nested('(', 5e5, ')')};`, MEMORY],
  ['parentheses-never-closed', () => `export const a = ${'('.repeat(1e6)}`, MEMORY],
  ['arrays-nested', () => `export const a = ${nested('[', 5e5, ']')};`, MEMORY],
  ['blocks-nested', () => nested('{', 5e5, '}'), MEMORY],
  ['functions-nested', () => `export const a = ${'()=>'.repeat(2e5)}1;`, MEMORY],
  ['classes-nested', () => `export const a = ${nested('class{[(', 5e4, ')](){}}')};`, MEMORY],
  ['templates-nested', () => `export const a = ${nested('`${', 2e5, '}`')};`, MEMORY],
  ['a-sum-without-end', () => `let b = 1; export const a = b${'+b'.repeat(5e5)};`, /too deeply/],
  ['types-nested', () => `export type A = ${nested('Array<', 1.2e5, '>')};`, NO_LAB],
  ['larger-than-files-may-be', () => ' '.repeat(MIB + 1), /larger than 1 MiB/],
  ['generics-or-less-than', () => `export const a = ${filled('b<c,')}1;`, /Expected ";"/],
  ['arrow-or-parenthesis', () => `export const a = ${filled('(b,')}1;`, MEMORY],
  ['imports-in-a-comment', () => `Undeclared;\n/*${filled('import{a ')}*/`, NO_LAB],
  [
    'names-of-a-megabyte',
    () => `${'a'.repeat(5e5)};\nexport const ${'b'.repeat(5e5)} = 1;`,
    NO_LAB,
  ],
  ['import-of-a-megabyte', () => `import {${'x'.repeat(1e6)}} from 'labtest';`, NO_LAB],
  ['specifier-of-a-megabyte', () => `import './${'x/'.repeat(5e5)}';`, /not found…|^'\.\/x/],
  ['private-names', () => `export class A {${lines(40_000, (i) => `#p${i} = ${i};`)}}`, NO_LAB],
  ['classes', () => lines(20_000, (i) => `export class C${i} extends C${i + 1} {}`), SPENT],
  ['undeclared-names', () => lines(60_000, (i) => `u${i};`), NO_LAB],
  ['handlers', () => `${CLASS_X} {${lines(20_000, (i) => `handleX${i}() {}`)}}`, NO_LAB],
  [
    'module-state',
    // Fewer than others have: a slow machine is to come to an end, too.
    () => lines(5000, (i) => `let v${i} = 0; export const f${i} = () => v${i}++;`),
    /v0/,
  ],
  ['an-enum-of-thousands', () => `export enum E {${lines(60_000, (i) => `a${i},`)}}`, NO_LAB],
  ['constants-folded', () => `export const a = ${"'x'+".repeat(2e5)}'';`, MEMORY],
  ['regular-expressions-that-are-none', () => filled('/(/;\n'), NO_LAB],
  ['comments', () => filled('/**/'), NO_LAB],
  ['await-at-the-top', () => 'await Promise.resolve(1);', /await at the top level/],
  [
    'json-with-attributes',
    () => "import data from './data.json' with { type: 'json' }; void data;",
    /is not a \.ts file/,
  ],
  ['decorators', () => `${filled('@a ')} export class B {}`, TIME],
];

const ofTexts = TEXTS.map(([name, text, expected]): CompileAttack => ({
  name,
  files: () => ({ 'index.ts': text() }),
  expected,
}));

export const COMPILE_ATTACKS: readonly CompileAttack[] = [
  ...ofTexts,
  {
    name: 'files-that-export-each-other',
    expected: TIME,
    files: () => ({
      'index.ts': "export * from './f0.js';",
      ...Object.fromEntries(
        Array.from({ length: 390 }, (_, i) => [
          `f${i}.ts`,
          lines(390, (j) => `export * from './f${j}.js';`),
        ]),
      ),
    }),
  },
  {
    name: 'paths-of-its-own-configuration',
    expected: /'@own\/x' cannot be imported/,
    files: () => ({
      'index.ts': "import { x } from '@own/x'; void x;",
      'x.ts': 'export const x = 1;',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { paths: { '@own/*': ['./*'], labtest: ['./x.ts'] } },
      }),
      'package.json': JSON.stringify({
        imports: { '#x': './x.ts' },
        browser: { labtest: './x.ts' },
      }),
    }),
  },
  {
    name: 'fifteen-files-of-a-megabyte',
    expected: MEMORY,
    files: () => ({
      'index.ts': lines(15, (i) => `export * from './f${i}.js';`),
      ...Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`f${i}.ts`, filled('x=>x;')])),
    }),
  },
];
