import type { Cause } from '../support/index.js';
import type { LintFinding, LintSubject } from './lint.js';
import { isFunction, walk, type Syntax } from './syntax.js';

const RUN_TO_END =
  'a handler runs to its end: send a message and go on in the handler of its answer';

/**
 * Finds syntax that a lab may not use: anything that waits, imports at run time, and `super` where
 * it stands for an object that nothing else leads to.
 */
export function lintConstructs({ program }: LintSubject): LintFinding[] {
  const findings: LintFinding[] = [];
  walk(program, (node, above) => {
    const report = (message: string, hint: string, cause?: Cause): void =>
      void findings.push({ node, message, hint, cause });
    const inAsync = above.some((outer) => isFunction(outer) && outer.async);
    if (isFunction(node) && node.async) {
      const parent = above.at(-1);
      const isMember = parent?.type === 'MethodDefinition' || parent?.type === 'Property';
      findings.push({
        node: isMember ? parent : node,
        message: 'async functions are not allowed in a lab',
        hint: RUN_TO_END,
        cause: 'async-handler',
      });
    } else if (node.type === 'AwaitExpression' && !inAsync) {
      report(
        'await at the top level of a file',
        'a lab is loaded at once: call without await',
        'async-handler',
      );
    } else if (node.type === 'ForOfStatement' && node.await && !inAsync) {
      report('for await is not allowed in a lab', RUN_TO_END, 'async-handler');
    } else if (node.type === 'ImportExpression') {
      report('import() is not allowed in a lab', "import at the top: import { ... } from './x.js'");
    } else if (node.type === 'Super' && isInObject(above)) {
      report('super in a method of an object', 'nobody sees what it stands for: write a class');
    } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      report('import.meta is not available in a lab', 'a lab does not know where its files are');
    }
  });
  return findings;
}

/** Whether the innermost method around a node belongs to an object literal. */
function isInObject(above: readonly Syntax[]): boolean {
  const method = above.findLastIndex(
    (node) =>
      node.type === 'PropertyDefinition' ||
      (isFunction(node) && node.type !== 'ArrowFunctionExpression'),
  );
  return above[method - 1]?.type === 'Property';
}
