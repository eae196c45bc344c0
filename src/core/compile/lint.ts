import type * as EslintScope from 'eslint-scope';
import type { Reference, Scope } from 'eslint-scope';
import type { Program } from 'acorn';
import type { Cause, LabFaultData, SourcePlace } from '../support/index.js';
import { FORBIDDEN_GLOBALS } from '../box/index.js';
import { findCapturedLocals, type CapturedLocals } from './captured-locals.js';
import type { LabClass } from './lab-classes.js';
import { lintClosures } from './lint-closures.js';
import { lintConstructs } from './lint-constructs.js';
import { LoadTime } from './load-time.js';
import { lintHandlers } from './lint-handlers.js';
import { TopLevelClasses } from './lab-bases.js';
import { lintGlobals } from './lint-globals.js';
import { lintSharedState } from './lint-shared-state.js';
import { quickRequire } from '../box/index.js';
import type { GivenModules } from '../given/index.js';
import { findParents, syntaxOf, type Parents } from './scope-queries.js';
import type { BundlePlaces } from './place-map.js';
import { walk, type Syntax } from './syntax.js';

/** Something that a lab may not do, at a node of the syntax tree. */
export interface LintFinding {
  readonly node: Syntax;
  /** May contain `%`, which stands for {@link name}. */
  readonly message: string;
  readonly hint: string;
  readonly cause?: Cause | undefined;
  /** Default: the name at the node, as the student wrote it. */
  readonly name?: string | undefined;
}

/** What the rules look at. */
export interface LintSubject {
  readonly program: Program;
  readonly classes: readonly LabClass[];
  readonly parents: Parents;
  readonly loadTime: LoadTime;
  readonly moduleScope: Scope;
  readonly scopes: readonly Scope[];
  /** References to names that nothing in the bundle declares. */
  readonly unresolved: readonly Reference[];
  readonly topLevel: TopLevelClasses;
  /** Whether a text occurs in any of the lab's files. */
  readonly mentioned: (text: string) => boolean;
  readonly given: GivenModules;
}

/** A use of a name that neither the lab nor the language declares. */
export interface UndeclaredUse {
  readonly name: string;
  readonly place: SourcePlace;
}

export interface LintReport {
  readonly faults: readonly LabFaultData[];
  /** Mistakes that do not prevent the lab from running. */
  readonly mistakes: readonly LabFaultData[];
  readonly undeclared: readonly UndeclaredUse[];
  /** Where the lab first prints with `console`, in the order of its code. */
  readonly printsAt: SourcePlace | undefined;
  /** Expressions `typeof name` that ask for a forbidden global. */
  readonly absent: readonly Syntax[];
  /** Locals that functions may go on using. */
  readonly captured: readonly CapturedLocals[];
}

/**
 * Everything in a bundle that a lab may not do, in the order of files and lines. Code that the
 * bundler added has no place in the student's files and is not looked at.
 */
export function lint(
  program: Program,
  classes: readonly LabClass[],
  places: BundlePlaces,
  sources: ReadonlyMap<string, string>,
  given: GivenModules,
): LintReport {
  const { analyze } = quickRequire('eslint-scope') as typeof EslintScope;
  const manager = analyze(program as never, {
    ecmaVersion: 2022,
    sourceType: 'module',
    ignoreEval: true,
  });
  const moduleScope = manager.scopes.find(({ type }) => type === 'module') as Scope;
  const parents = findParents(program);
  const subject: LintSubject = {
    program,
    classes,
    parents,
    loadTime: new LoadTime(manager.scopes, parents),
    moduleScope,
    scopes: manager.scopes,
    unresolved: manager.globalScope?.through ?? [],
    topLevel: new TopLevelClasses(program),
    mentioned: (text) => [...sources.values()].some((source) => source.includes(text)),
    given,
  };
  const findings = [
    ...lintConstructs(subject),
    ...lintGlobals(subject),
    ...outsideOfNodes(lintSharedState(subject)),
    ...outsideOfNodes(lintClosures(subject)),
  ];
  return {
    faults: toFaults(findings, places),
    mistakes: toFaults(lintHandlers(subject), places),
    undeclared: undeclaredUses(subject, places),
    printsAt: firstPrint(subject, places),
    absent: askedForbidden(subject),
    captured: findCapturedLocals(program, manager.scopes),
  };
}

/** State outside nodes, in whatever form, is one mistake. */
function outsideOfNodes(findings: readonly LintFinding[]): LintFinding[] {
  return findings.map((finding) => ({ ...finding, cause: 'state-outside-node' }));
}

function toFaults(findings: readonly LintFinding[], places: BundlePlaces): LabFaultData[] {
  const faults = new Map<string, LabFaultData>();
  for (const { node, message, hint, cause, name } of findings) {
    const found = places.at(node.start);
    if (!found) continue;
    const own = node.type === 'Identifier' ? node.name : '';
    const text = message.replaceAll('%', name ?? found.name ?? own);
    const { file, line, column } = found.place;
    const key = `${file}:${String(line).padStart(7, '0')}:${String(column).padStart(5, '0')}`;
    if (faults.has(key)) continue;
    const fault: LabFaultData = { kind: 'load', message: text, hint, place: found.place };
    faults.set(key, cause === undefined ? fault : { ...fault, cause });
  }
  return [...faults.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fault]) => fault);
}

/** `typeof name` asks whether a name exists, so it is no mistake if it does not. */
function undeclaredUses(subject: LintSubject, places: BundlePlaces): UndeclaredUse[] {
  const asked = new Set<string>();
  walk(subject.program, (node) => {
    if (node.type !== 'UnaryExpression' || node.operator !== 'typeof') return;
    if (node.argument.type === 'Identifier') asked.add(node.argument.name);
  });
  return subject.unresolved.flatMap(({ identifier }) => {
    const found = places.at(syntaxOf(identifier).start);
    if (!found || asked.has(identifier.name)) return [];
    return [{ name: identifier.name, place: found.place }];
  });
}

function firstPrint({ unresolved }: LintSubject, places: BundlePlaces): SourcePlace | undefined {
  const first = unresolved.find(({ identifier }) => identifier.name === 'console');
  return first && places.at(syntaxOf(first.identifier).start)?.place;
}

function askedForbidden({ unresolved, parents }: LintSubject): Syntax[] {
  return unresolved.flatMap(({ identifier }) => {
    const parent = parents.get(syntaxOf(identifier));
    const isAsked = parent?.type === 'UnaryExpression' && parent.operator === 'typeof';
    return isAsked && FORBIDDEN_GLOBALS.has(identifier.name) ? [parent] : [];
  });
}
