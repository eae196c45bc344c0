import type { Program } from 'acorn';
import { isClass, nameCall, walk, type ClassSyntax, type Syntax } from './syntax.js';

/** A class of the lab as the bundle declares it. */
export interface LabClass {
  readonly node: ClassSyntax;
  /** Its index among all classes of the bundle: the same in every load. */
  readonly ordinal: number;
  readonly name: string;
  /** The replacement for each private name it declares, by the name without `#`. */
  readonly privates: ReadonlyMap<string, string>;
  /** The fields it declares, in the order in which an instance has them. */
  readonly fields: readonly string[];
}

/** All classes of a bundle, in the order of their appearance. */
export function findClasses(program: Program): LabClass[] {
  const nodes: ClassSyntax[] = [];
  const names = new Map<string, string>();
  walk(program, (node) => {
    if (isClass(node)) nodes.push(node);
    const named = nameCall(node);
    if (named?.target.type === 'Identifier') names.set(named.target.name, named.name);
  });
  const drafts = nodes.map((node, ordinal) => {
    const own = node.id?.name;
    const name = nameInBody(node) ?? (own === undefined ? '' : (names.get(own) ?? own));
    return { node, ordinal, name, declared: declaredPrivates(node) };
  });
  const taken = new Map<string, number>();
  const count = (key: string): void => void taken.set(key, (taken.get(key) ?? 0) + 1);
  for (const { name, declared } of drafts) {
    for (const field of declared) {
      count(`#${field}`);
      count(`#${field}@${name}`);
    }
  }
  return drafts.map(({ node, ordinal, name, declared }) => {
    const mangle = (field: string): string => {
      const short = [`#${field}`, `#${field}@${name}`].find((key) => taken.get(key) === 1);
      return short ?? `#${field}@${name}.${ordinal}`;
    };
    const privates = new Map([...declared].map((field) => [field, mangle(field)]));
    return { node, ordinal, name, privates, fields: declaredFields(node, privates) };
  });
}

/** The bundler keeps a class's name with `static { __name(this, "Name") }`. */
function nameInBody(node: ClassSyntax): string | undefined {
  for (const element of node.body.body) {
    if (element.type !== 'StaticBlock') continue;
    for (const statement of element.body) {
      const named = isNameStatement(statement);
      if (named?.target.type === 'ThisExpression') return named.name;
    }
  }
  return undefined;
}

function isNameStatement(node: Syntax): ReturnType<typeof nameCall> {
  return node.type === 'ExpressionStatement' ? nameCall(node.expression) : undefined;
}

function declaredPrivates(node: ClassSyntax): Set<string> {
  const names = new Set<string>();
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock') continue;
    if (element.key.type === 'PrivateIdentifier') names.add(element.key.name);
  }
  return names;
}

function declaredFields(node: ClassSyntax, privates: ReadonlyMap<string, string>): string[] {
  return node.body.body.flatMap((element) => {
    if (element.type !== 'PropertyDefinition' || element.static || element.computed) return [];
    const { key } = element;
    if (key.type === 'PrivateIdentifier') return [privates.get(key.name) ?? []].flat();
    if (key.type === 'Identifier') return [key.name];
    return key.type === 'Literal' ? [String(key.value)] : [];
  });
}
