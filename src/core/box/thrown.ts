import { types } from 'node:util';
import { print, type ClassTable } from '../canon/index.js';
import {
  InvariantError,
  LabFault,
  type LabFaultData,
  type LabFaultKind,
  type SourcePlace,
} from '../support/index.js';
import { BudgetSpent } from './budget-spent.js';
import type { SourcePlaces } from './source-places.js';

/** More frames than this help nobody. */
const FRAMES_MAX = 12;
/** A longer message is cut. */
const TEXT_MAX = 400;

/** The context for reading a thrown value. */
export interface ThrownContext {
  readonly places: SourcePlaces;
  readonly classes: ClassTable;
  /** The name under which the lab's code was evaluated, as it appears in stacks. */
  readonly sourceUrl: string;
  readonly getStackString: (error: Error) => string;
  /** The steps that the budget held when it was last refilled. */
  readonly steps: () => number;
}

/** Says in the student's terms what a thrown value means. Runs none of the lab's code. */
export function describeThrown(
  thrown: unknown,
  doing: string,
  kind: LabFaultKind,
  context: ThrownContext,
): LabFault {
  const frames = dropConstructors(framesOf(thrown, context), thrown, context.classes);
  const where = { place: frames[0]?.place, stack: frames.map(({ text }) => text) };
  // Our bug is not the lab's.
  if (isError(thrown) && thrown instanceof InvariantError) throw thrown;
  if (LabFault.isMade(thrown)) {
    const { place, stack } = thrown.data;
    return new LabFault({
      ...thrown.data,
      place: place ?? where.place,
      stack: stack ?? where.stack,
    });
  }
  if (isError(thrown) && thrown instanceof BudgetSpent) {
    return new LabFault({
      kind: kind === 'load' ? 'load' : 'budget',
      message: `${doing} hangs: stopped after ${words(context.steps())} steps`,
      hint: 'look for a loop whose condition never becomes false',
      ...where,
    });
  }
  const told = explain(thrown, doing, context.classes);
  // A write to what all nodes share.
  const isShared = told.hint === SEALED && kind === 'exception';
  return new LabFault({ kind: isShared ? 'state' : kind, ...told, ...where });
}

function explain(
  thrown: unknown,
  doing: string,
  classes: ClassTable,
): Pick<LabFaultData, 'message' | 'hint'> {
  if (!isError(thrown)) {
    return {
      message: `${doing} threw ${types.isProxy(thrown) ? 'a proxy' : print(thrown, classes)}`,
      hint: 'throw an Error: it carries the line',
    };
  }
  const name = errorName(thrown, classes);
  const message = readText(thrown, 'message');
  if (isStackOverflow(thrown)) {
    return {
      message: `${doing} recurses too deeply`,
      hint: 'look for a function that calls itself without end',
    };
  }
  if (FROZEN.test(message)) {
    // The rest would be the whole text of a class.
    const what = message.replace(/ of (?:object|function) [\s\S]*$/, '');
    return { message: `${doing} threw ${name}: ${what}`, hint: SEALED };
  }
  const text = message.length > TEXT_MAX ? `${message.slice(0, TEXT_MAX)}…` : message;
  return { message: `${doing} threw ${text === '' ? name : `${name}: ${text}`}` };
}

const FROZEN =
  /^Cannot (?:assign to read only|add|delete|define|redefine) property|object is not extensible/;

const SEALED =
  'what is made when the files are loaded is shared by all nodes and cannot change after it; ' +
  'state must live in the node: make it in the constructor, as a field';

/** Whether a thrown value says that the stack is full. */
export function isStackOverflow(thrown: unknown): boolean {
  return (
    isError(thrown) &&
    Object.getPrototypeOf(thrown) === RangeError.prototype &&
    readText(thrown, 'message') === 'Maximum call stack size exceeded'
  );
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) && !types.isProxy(value);
}

/** The class's name, or the one that the error gives itself. */
function errorName(error: Error, classes: ClassTable): string {
  const registered = classes.nameOf(error);
  const own = readText(error, 'name');
  if (own !== 'Error' && own !== '') return own;
  const kind = NATIVE_ERRORS.find(({ prototype }) =>
    Object.prototype.isPrototypeOf.call(prototype, error),
  );
  return registered ?? kind?.name ?? 'Error';
}

/** In a locked-down realm their prototypes have getters for names. */
const NATIVE_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError].map(
  ({ name, prototype }) => ({ name, prototype: prototype as object }),
);

/** A text found along the prototypes, without running a getter. */
function readText(error: Error, key: string): string {
  let at: object | null = error;
  while (at !== null && !types.isProxy(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) {
      return typeof descriptor.value === 'string' ? descriptor.value : '';
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  return '';
}

interface Frame {
  readonly text: string;
  readonly place: SourcePlace;
}

/** The frames on the student's own lines, innermost first. */
function framesOf(thrown: unknown, context: ThrownContext): Frame[] {
  if (!isError(thrown)) return [];
  const stack = stackText(thrown, context);
  const frames: Frame[] = [];
  const url = context.sourceUrl;
  for (const line of stack.split('\n')) {
    const at = line.indexOf(`${url}:`);
    if (at < 0 || frames.length >= FRAMES_MAX) continue;
    const [row, column] = line.slice(at + url.length + 1).split(/[:)]/);
    const found = context.places.find(Number(row), Number(column) - 1);
    if (found === undefined) continue;
    const { place } = found;
    const called = /^\s*at (.*) \($/.exec(line.slice(0, at))?.[1];
    const spot = `${place.file}:${place.line}:${place.column}`;
    const isFile = called === undefined || /^(?:Object\.)?(?:eval|<anonymous>)$/.test(called);
    frames.push({ text: isFile ? spot : `${called} (${spot})`, place });
  }
  return frames;
}

/** An error of the lab's own class counts as thrown where it is made, not in its constructor. */
function dropConstructors(
  frames: readonly Frame[],
  thrown: unknown,
  classes: ClassTable,
): readonly Frame[] {
  if (!isError(thrown) || classes.nameOf(thrown) === undefined) return frames;
  const first = frames.findIndex(({ text }) => !text.startsWith('new '));
  return first < 0 ? frames : frames.slice(first);
}

function stackText(error: Error, { getStackString }: ThrownContext): string {
  try {
    return getStackString(error);
  } catch {
    return '';
  }
}

/** `10 000 000` */
function words(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}
