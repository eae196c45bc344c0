import type { LintSubject } from './lint.js';
import { isClass, nameCall, type ClassSyntax, type Syntax } from './syntax.js';
import type { Program } from 'acorn';

/** The base classes of a lab's classes. */
export type BaseName = 'Node' | 'Message' | 'Timer' | 'Command' | 'Result';

const BASES: ReadonlySet<string> = new Set(['Node', 'Message', 'Timer', 'Command', 'Result']);

/** What the names at the top level of a bundle stand for: classes of the lab, and given bases. */
export class TopLevelClasses {
  readonly #classes = new Map<string, ClassSyntax>();
  readonly #bases = new Map<string, BaseName>();

  constructor(program: Program) {
    for (const node of program.body) {
      if (node.type === 'ClassDeclaration') this.#classes.set(node.id.name, node);
      if (node.type === 'VariableDeclaration') {
        for (const { id, init } of node.declarations) {
          const made = init && (nameCall(init)?.target ?? init);
          if (id.type === 'Identifier' && made && isClass(made)) this.#classes.set(id.name, made);
        }
      }
      if (node.type !== 'ImportDeclaration' || node.source.value !== 'labtest') continue;
      for (const specifier of node.specifiers) {
        if (specifier.type !== 'ImportSpecifier') continue;
        const { imported, local } = specifier;
        if (imported.type === 'Identifier' && BASES.has(imported.name)) {
          this.#bases.set(local.name, imported.name as BaseName);
        }
      }
    }
  }

  /** The class of the lab that an expression names. */
  classOf(expression: Syntax | null | undefined): ClassSyntax | undefined {
    return expression?.type === 'Identifier' ? this.#classes.get(expression.name) : undefined;
  }

  /** The base of `labtest` that a class extends, directly or not. */
  baseOf(node: ClassSyntax): BaseName | undefined {
    const seen = new Set<ClassSyntax>();
    for (let at: ClassSyntax | undefined = node; at !== undefined && !seen.has(at);) {
      seen.add(at);
      const { superClass }: ClassSyntax = at;
      if (superClass?.type !== 'Identifier') return undefined;
      const base = this.#bases.get(superClass.name);
      if (base !== undefined) return base;
      at = this.#classes.get(superClass.name);
    }
    return undefined;
  }
}

/** The lab's classes of nodes. */
export function nodeClasses({ classes, topLevel }: LintSubject): ClassSyntax[] {
  return classes.map(({ node }) => node).filter((node) => topLevel.baseOf(node) === 'Node');
}
