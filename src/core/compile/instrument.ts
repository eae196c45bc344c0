import type { GivenModules } from '../given/index.js';
import type { CapturedLocals } from './captured-locals.js';
import { escapeTexts } from './escape-texts.js';
import type { LabClass } from './lab-classes.js';
import { linkModules, topLevelNames } from './link-modules.js';
import type { ParsedBundle } from './parse-bundle.js';
import { findPrivateSlots, replacePrivateName } from './private-names.js';
import { isFunction, isLoop, nameCall, walk, type Syntax } from './syntax.js';
import { TextEdits, type EditedText } from './text-edits.js';

/**
 * The names that inserted code uses. They start with a prefix that does not occur in the bundle,
 * so a lab cannot name them.
 */
interface HookNames {
  /** A statement and an expression that pay one step. */
  readonly step: string;
  readonly stepIn: string;
  readonly given: string;
  readonly register: string;
  readonly caught: string;
  readonly slot: string;
  /** Takes what outlives the load; nothing after it. */
  readonly keep: string;
  /** Names what is caught where the lab does not. */
  readonly error: string;
  readonly opening: string;
}

function hookNames(prefix: string): HookNames {
  const [steps, fail, given, register, caught, slot, refill, count, error, keep] = Array.from(
    'nfgrcsbmek',
    (letter) => prefix + letter,
  );
  return {
    step: `if(--${steps}<0)${fail}();`,
    stepIn: `--${steps}<0&&${fail}(),`,
    given: `${given}`,
    register: `${register}`,
    caught: `${caught}`,
    slot: `${slot}`,
    keep: `${keep}`,
    error: `${error}`,
    opening:
      `(({given:${given},register:${register},fail:${fail},caught:${caught},slot:${slot},` +
      `onRefill:${refill},keep:${keep}})=>{let ${steps}=0;` +
      `${refill}((${count})=>{${steps}=${count}},()=>{${keep}=undefined});`,
  };
}

/** The bundle to instrument. */
export interface Instrumented extends ParsedBundle {
  readonly classes: readonly LabClass[];
  /** Expressions `typeof name` whose name is undefined, though reading it would throw. */
  readonly absent: readonly Syntax[];
  readonly captured: readonly CapturedLocals[];
  /** What it may import besides its own files. */
  readonly given: GivenModules;
}

/**
 * Makes the text that the loader evaluates: an expression for a function that takes the loader's
 * hooks, runs the lab, and returns its exports and what its module-level names hold. On the way
 * - every function and loop pays a step of the budget, and no `catch` keeps a spent budget;
 * - every class registers itself under its ordinal;
 * - while the files are loaded, what functions capture is kept, as module-level names are;
 * - `#x` becomes an ordinary field, so that the harness sees it;
 * - imports of given modules become names bound to the harness's own copies.
 */
export function instrument(
  code: string,
  { program, comments, classes, absent, captured, given }: Instrumented,
  prefix: string,
): EditedText {
  const edits = new TextEdits(code);
  const names = hookNames(prefix);
  const byNode = new Map(classes.map((known) => [known.node as Syntax, known]));
  const nodes: Syntax[] = [];
  walk(program, (node, above) => {
    nodes.push(node);
    addSteps(node, edits, names);
    guardCatch(node, edits, names);
    dropFunctionName(node, above, edits);
    const known = byNode.get(node);
    if (known !== undefined) {
      edits.open(known.node.body.start + 1, `static{${names.register}(this,${known.ordinal});}`);
    }
    replacePrivateName(node, above, byNode, code, edits);
    if (isSlotTest(node, above)) edits.replace(node.start, node.end, 'false');
  });
  for (const [node, holder] of findPrivateSlots(nodes)) {
    const isBrand = code.slice(node.start, node.end).includes('WeakSet');
    const key = JSON.stringify(`#${holder.replace(/^_/, '')}@${holder}`);
    edits.replace(node.start, node.end, `${names.slot}(${key},${isBrand})`);
  }
  for (const locals of captured) keepLocals(locals, edits, names);
  escapeTexts(nodes, comments, code, edits);
  for (const { start, end } of absent) edits.replace(start, end, '"undefined"');
  const { bindings, exports } = linkModules(program, edits, names.given, given);
  edits.open(0, names.opening + bindings);
  const roots = topLevelNames(program).map(({ name }) => name);
  edits.close(code.length, `;return {exports:[${exports}],roots:[${roots.join(',')}]};})`);
  return edits.apply();
}

/** Functions and loops pay. So does an expression-bodied arrow function: builtins may call it. */
function addSteps(node: Syntax, edits: TextEdits, { step, stepIn }: HookNames): void {
  if (isFunction(node)) {
    const { body } = node;
    if (body.type === 'BlockStatement') edits.open(body.start + 1, step);
    else {
      edits.open(body.start, `(${stepIn}`);
      edits.close(body.end, ')');
    }
    return;
  }
  if (!isLoop(node)) return;
  if (node.body.type === 'BlockStatement') edits.open(node.body.start + 1, step);
  else {
    edits.open(node.body.start, `{${step}`);
    edits.close(node.body.end, '}');
  }
}

/** Hands over ways to read captured locals, and to write those that functions write. */
function keepLocals({ at, names }: CapturedLocals, edits: TextEdits, { keep }: HookNames): void {
  const calls = names.map(({ name, isWritten }) => {
    const writing = isWritten ? `,${keep}0=>{${name}=${keep}0}` : '';
    return `${keep}(${JSON.stringify(name)},()=>${name}${writing})`;
  });
  const kept = `${keep}&&(${calls.join(',')})`;
  if (at.expressionEnd === undefined) edits.open(at.start, `${kept};`);
  else {
    edits.open(at.start, `(${kept},`);
    edits.close(at.expressionEnd, ')');
  }
}

/** A spent budget and a full stack go through every `catch` and `finally`. */
function guardCatch(node: Syntax, edits: TextEdits, names: HookNames): void {
  if (node.type === 'TryStatement' && node.finalizer) {
    edits.open(node.finalizer.start + 1, names.step);
  }
  if (node.type !== 'CatchClause') return;
  const { param, body } = node;
  if (param === null || param === undefined) edits.open(body.start, `(${names.error})`);
  else if (param.type !== 'Identifier') {
    edits.open(body.start + 1, names.step);
    return;
  }
  const error = param?.type === 'Identifier' ? param.name : names.error;
  edits.open(body.start + 1, `${names.caught}(${error});`);
}

/**
 * Removes the bundler's `__name(f, "f")` from functions: they have their names anyway, and a call
 * for every closure that a handler makes would be slow. Classes keep theirs.
 */
function dropFunctionName(node: Syntax, above: readonly Syntax[], edits: TextEdits): void {
  const named = nameCall(node);
  if (named === undefined || named.target.type === 'ThisExpression') return;
  if (isFunction(named.target)) {
    edits.replace(node.start, named.target.start, '');
    edits.replace(named.target.end, node.end, '');
  } else if (above.at(-1)?.type === 'ExpressionStatement' && above.some(isFunction)) {
    edits.replace(node.start, node.end, '0');
  }
}

/**
 * The two tests in the bundler's `__privateAdd`: whether the object has the name already, and
 * whether the name is kept in a WeakSet. For a slot, which keeps it in a field, both are false.
 */
function isSlotTest(node: Syntax, above: readonly Syntax[]): boolean {
  const isTest =
    node.type === 'BinaryExpression'
      ? node.operator === 'instanceof'
      : node.type === 'CallExpression' &&
        node.callee.type === 'MemberExpression' &&
        node.callee.property.type === 'Identifier' &&
        node.callee.property.name === 'has';
  if (!isTest) return false;
  const [, , declarator] = above;
  return (
    declarator?.type === 'VariableDeclarator' &&
    declarator.id.type === 'Identifier' &&
    declarator.id.name === '__privateAdd'
  );
}
