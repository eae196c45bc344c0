import { FORBIDDEN_GLOBALS, FORBIDDEN_RANDOM, type Forbidden } from '../box/index.js';
import type { LintFinding, LintSubject } from './lint.js';
import { findPrivateSlots } from './private-names.js';
import { walk, type Syntax } from './syntax.js';

/** Finds uses of globals that a lab cannot have. `typeof name` does not count as a use. */
export function lintGlobals({ program, unresolved, parents }: LintSubject): LintFinding[] {
  const findings: LintFinding[] = [];
  const nodes: Syntax[] = [];
  walk(program, (node) => void nodes.push(node));
  const slots = findPrivateSlots(nodes);
  const report = (node: Syntax, name: string, { why, instead, cause }: Forbidden): void =>
    void findings.push({
      node,
      message: `${name} is not allowed: ${why}`,
      hint: instead,
      cause,
    });
  for (const { identifier } of unresolved) {
    const node = identifier as unknown as Syntax;
    const parent = parents.get(node);
    if (node.type !== 'Identifier' || parent === undefined) continue;
    if (parent.type === 'UnaryExpression' && parent.operator === 'typeof') continue;
    const member = memberName(parent, node);
    if (node.name === 'Math' && member === 'random') {
      report(node, 'Math.random', FORBIDDEN_RANDOM);
    } else if (node.name === 'globalThis' && member !== undefined) {
      const forbidden = FORBIDDEN_GLOBALS.get(member);
      if (forbidden !== undefined) report(node, member, forbidden);
    } else if (!slots.has(parent)) {
      const forbidden = FORBIDDEN_GLOBALS.get(node.name);
      if (forbidden !== undefined) report(node, nameUsed(node.name, member), forbidden);
    }
  }
  return findings;
}

/** `Date.now` reads better than `Date`. */
function nameUsed(name: string, member: string | undefined): string {
  return member === undefined ? name : `${name}.${member}`;
}

/** The `y` of `x.y` or `x['y']`, where `x` is the given node. */
function memberName(parent: Syntax, object: Syntax): string | undefined {
  if (parent.type !== 'MemberExpression' || parent.object !== object) return undefined;
  const { property } = parent;
  if (!parent.computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' ? String(property.value) : undefined;
}
