import { distance } from 'fastest-levenshtein';
import type { LintFinding, LintSubject } from './lint.js';
import { nodeClasses, type BaseName } from './lab-bases.js';
import {
  isFunction,
  nameCall,
  walk,
  type ClassSyntax,
  type Syntax,
  type SyntaxOf,
} from './syntax.js';

/** The maximum number of edits between a method's name and the intended handler's. */
const EDITS_MAX = 2;
/** In a shorter name, two edits make a different word. */
const LENGTH_MIN = 8;

const AS_METHOD =
  'write it as a method, handleVote(message: Vote, sender: Address): void { ... }, ' +
  'without = and =>: what a field holds is state, and a function cannot be state';

/**
 * Finds handlers that no message or timer would reach: those kept in fields, and methods that
 * nothing calls and whose names nearly match a missing handler's.
 */
export function lintHandlers(subject: LintSubject): LintFinding[] {
  const nodes = nodeClasses(subject);
  if (nodes.length === 0) return [];
  const wanted = handlerNames(subject);
  const used = usedNames(subject);
  return nodes.flatMap((node) => [...keptInFields(node), ...misspelt(node, subject, wanted, used)]);
}

function keptInFields(node: ClassSyntax): LintFinding[] {
  return node.body.body.flatMap((element) => {
    if (element.type !== 'PropertyDefinition' || element.static || element.computed) return [];
    const value = element.value && (nameCall(element.value)?.target ?? element.value);
    if (element.key.type !== 'Identifier' || !value || !isFunction(value)) return [];
    const { name } = element.key;
    return [{ node: element, name, message: '% is a function in a field', hint: AS_METHOD }];
  });
}

function misspelt(
  node: ClassSyntax,
  subject: LintSubject,
  wanted: ReadonlySet<string>,
  used: ReadonlySet<string>,
): LintFinding[] {
  const has = new Set(methodsAlong(node, subject).map(nameOf));
  const missing = [...wanted].filter((name) => !has.has(name));
  return methodsOf(node).flatMap((method) => {
    const name = nameOf(method);
    if (wanted.has(name) || used.has(name)) return [];
    const meant = nearest(name, missing);
    if (meant === undefined) return [];
    const hint = `did you mean ${meant}? Handlers are found by exact names; nothing calls this`;
    return [{ node: method, name, message: '% handles no message and no timer', hint }];
  });
}

function nearest(name: string, missing: readonly string[]): string | undefined {
  const edits = (other: string): number => distance(name.toLowerCase(), other.toLowerCase());
  const [best] = missing
    .map((other) => ({ other, edits: edits(other) }))
    .sort((a, b) => a.edits - b.edits);
  if (best === undefined || best.edits > EDITS_MAX) return undefined;
  return best.edits === 0 || name.length >= LENGTH_MIN ? best.other : undefined;
}

/** `handleVote`, `onRetryTimer`: the handlers that the lab's and given messages and timers pick. */
function handlerNames(subject: LintSubject): Set<string> {
  const names = new Set<string>();
  const prefixes: Partial<Record<BaseName, string>> = { Message: 'handle', Timer: 'on' };
  for (const { node, name } of subject.classes) {
    const base = subject.topLevel.baseOf(node);
    const prefix = base === undefined ? undefined : prefixes[base];
    if (prefix !== undefined) names.add(prefix + name);
  }
  for (const module of subject.given.specifiers) {
    if (module === 'labtest' || !subject.mentioned(module)) continue;
    for (const name of subject.given.exportsOf(module)) {
      // Anything that is not a class is a constant, in capitals.
      if (/[a-z]/.test(name)) names.add((name.endsWith('Timer') ? 'on' : 'handle') + name);
    }
  }
  return names;
}

/** Every name that is read as a member or occurs in a string. */
function usedNames({ program }: LintSubject): Set<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'MemberExpression' && node.property.type === 'Identifier') {
      names.add(node.property.name);
    }
    if (node.type === 'Literal' && typeof node.value === 'string') names.add(node.value);
  });
  return names;
}

type Method = SyntaxOf<'MethodDefinition'>;

function methodsOf(node: ClassSyntax): Method[] {
  return node.body.body.filter(
    (element): element is Method =>
      element.type === 'MethodDefinition' &&
      element.kind === 'method' &&
      !element.static &&
      !element.computed &&
      element.key.type === 'Identifier',
  );
}

function methodsAlong(node: ClassSyntax, subject: LintSubject): Method[] {
  const own = methodsOf(node);
  const above = subject.topLevel.classOf(node.superClass);
  return above === undefined || above === node ? own : [...own, ...methodsAlong(above, subject)];
}

function nameOf({ key }: Method): string {
  return (key as Syntax).type === 'Identifier' ? (key as SyntaxOf<'Identifier'>).name : '';
}
