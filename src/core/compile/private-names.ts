import type { LabClass } from './lab-classes.js';
import type { Syntax } from './syntax.js';
import type { TextEdits } from './text-edits.js';

/**
 * Replaces a private name by an ordinary field with its mangled name: `this.#x` becomes
 * `this["#x"]`. Otherwise a node would hold state that the harness cannot see.
 */
export function replacePrivateName(
  node: Syntax,
  above: readonly Syntax[],
  classes: ReadonlyMap<Syntax, LabClass>,
  code: string,
  edits: TextEdits,
): void {
  if (node.type !== 'PrivateIdentifier') return;
  const key = JSON.stringify(mangledName(node.name, above, classes));
  const parent = above.at(-1);
  if (parent?.type !== 'MemberExpression') {
    edits.replace(node.start, node.end, key);
    return;
  }
  const dot = code.lastIndexOf('.', node.start);
  const start = code[dot - 1] === '?' ? dot + 1 : dot;
  edits.replace(start, node.end, `[${key}]`);
}

/** A private name belongs to the innermost class around it that declares it. */
function mangledName(
  name: string,
  above: readonly Syntax[],
  classes: ReadonlyMap<Syntax, LabClass>,
): string {
  for (let i = above.length - 1; i >= 0; i--) {
    const mangled = classes.get(above[i] as Syntax)?.privates.get(name);
    if (mangled !== undefined) return mangled;
  }
  return `#${name}`;
}

/**
 * The expressions `new WeakMap()` and `new WeakSet()` with which the bundler keeps the private
 * names of decorated classes, by the name of the variable that holds them.
 */
export function findPrivateSlots(nodes: readonly Syntax[]): Map<Syntax, string> {
  const holders = new Set<string>();
  for (const node of nodes) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') continue;
    const [, holder] = node.arguments;
    if (node.callee.name === '__privateAdd' && holder?.type === 'Identifier') {
      holders.add(holder.name);
    }
  }
  const slots = new Map<Syntax, string>();
  for (const node of nodes) {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'Identifier') continue;
    const { left, right } = node;
    if (holders.has(left.name) && right.type === 'NewExpression') slots.set(right, left.name);
  }
  return slots;
}
