/**
 * `npm run reference`: writes docs/reference/testing.md from the comments of what
 * `labtest/testing` exports, and checks that each function, class and constant has an example that
 * compiles; `--check` compares.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind, type DeclarationReflection } from 'typedoc';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = path.join(ROOT, 'docs', 'reference', 'testing.md');
const SHOWN_BY_EXAMPLE = ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Variable;

/** Options of the plugin, which are not in typedoc's own types. */
const MARKDOWN: object = {
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'list',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
};

const HEAD = '<!-- Written by `npm run reference` from the comments in src. -->\n\n';

/** Declarations that examples use without showing them. */
const PRELUDE = `
import { Command, Message, Result, subAddress, type Address } from 'labtest';
import * as kit from 'labtest/testing';
declare class Add extends Command { constructor(amount: number); }
declare class Total extends Result { constructor(value: number); }
declare class Request extends Message { constructor(number: number, command: Command); }
declare class Reply extends Message {}
declare const SERVER: Address;
declare const address: Address;
declare const counter: kit.Subjects;
declare const work: kit.Workload;
declare const system: kit.RunSystem & kit.SearchSystem;
declare const settings: kit.PhaseSettings;
declare const start: kit.Stage;
declare const bench: kit.UnitBench;
declare const node: kit.HandDrivenNode;
declare const step: kit.StoryStep;
declare const sent: number;
declare let count: number;
declare const A_HOLDS: kit.Predicate;
declare const B_HOLDS: kit.Predicate;
declare const TOO_MANY_VIEWS: kit.Predicate;
type Subjects = kit.Subjects;
`;

const scratch = mkdtempSync(path.join(tmpdir(), 'labtest-reference-'));
try {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [path.join(ROOT, 'src', 'testing.ts')],
    tsconfig: path.join(ROOT, 'tsconfig.build.json'),
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    logLevel: 'Error',
    out: scratch,
    ...MARKDOWN,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read src/testing.ts');
  check(project.children ?? []);
  await app.generateOutputs(project);
  refresh(readFileSync(path.join(scratch, 'README.md'), 'utf8'));
} finally {
  rmSync(scratch, { recursive: true });
}

/** Checks that everything has an example, and that all examples compile together. */
function check(reflections: readonly DeclarationReflection[]): void {
  const examples = reflections
    .filter(({ kind }) => (kind & SHOWN_BY_EXAMPLE) !== 0)
    .map((each) => [each.name, exampleOf(each)] as const);
  const names = new Set(examples.map(([name]) => name));
  for (const [name, text] of examples) {
    if (text === undefined) tell(`${name} of labtest/testing has no @example`);
  }
  const values = [...names].filter((name) => !/^[A-Z][a-z]/.test(name)).join(', ');
  const bodies = examples.map(([, text]) => `() => {\n${text ?? ''}\n};`).join('\n');
  const source = `${PRELUDE}const { ${values} } = kit;\n${bodies}`;
  for (const message of mistakesIn(source)) tell(`an @example of labtest/testing: ${message}`);
}

function exampleOf(reflection: DeclarationReflection): string | undefined {
  const comments = [
    reflection.comment,
    ...(reflection.signatures ?? []).map((each) => each.comment),
  ];
  const tags = comments.flatMap((comment) => comment?.getTags('@example') ?? []);
  const text = tags[0]?.content.map((part) => part.text).join('');
  return text === undefined ? undefined : /```ts\n([^]*?)```/.exec(text)?.[1];
}

function mistakesIn(source: string): string[] {
  const file = path.join(ROOT, 'src', 'examples.ts');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    paths: { labtest: ['./dist/index.d.ts'], 'labtest/*': ['./dist/*.d.ts'] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getCurrentDirectory = () => ROOT;
  host.getSourceFile = (name, target) =>
    name === file ? ts.createSourceFile(name, source, target) : getSourceFile(name, target);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const [line = ''] = source.slice(start).split('\n');
    return `${ts.flattenDiagnosticMessageText(messageText, ' ')} at “${line}”`;
  });
}

function refresh(page: string): void {
  const text = HEAD + page.replace(/^# .*\n/, '# labtest/testing\n');
  const current = readText(TARGET);
  if (current === text) return;
  if (process.argv.includes('--check'))
    tell('docs/reference/testing.md is stale: npm run reference');
  else writeFileSync(TARGET, text);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function tell(mistake: string): void {
  console.error(mistake);
  process.exitCode = 1;
}
