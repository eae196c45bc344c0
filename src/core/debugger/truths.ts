import { print, type ClassTable } from '../canon/index.js';
import {
  evaluate,
  type ClientView,
  type Predicate,
  type SystemView,
  type Truth,
} from '../predicate/index.js';
import type { World } from '../system/index.js';
import type { PredicateTruth } from './protocol.js';

/** A predicate with what it is for. */
export interface Watched {
  readonly role: PredicateTruth['role'];
  readonly predicate: Predicate;
  /** Its becoming true is not worth marking: a client may be done, and wrong. */
  readonly isQuiet?: boolean | undefined;
  /** Why its value says nothing here. */
  readonly unjudged?: string | undefined;
}

const READS_MAX = 6;

/** Whether it holds; a predicate that throws does not, and the detail says what it threw. */
export function truthOf(
  predicate: Predicate,
  view: SystemView,
): { readonly holds: boolean; readonly detail?: string | undefined } {
  try {
    return evaluate(predicate, view);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { holds: false, detail: `it cannot be evaluated: ${message}` };
  }
}

/**
 * Whether a step may change the value of a predicate, judging by what it reads. Most steps of a
 * long run give no client a result, so the predicate need not be evaluated after them.
 */
export function mayChange(predicate: Predicate, before: World, after: World): boolean {
  switch (predicate.kind) {
    case 'eachClient':
    case 'clients':
      return [...after.locals].some(([address, { results }]) => {
        return results !== before.locals.get(address)?.results;
      });
    case 'message':
    case 'messages':
      return before.network !== after.network;
    case 'state':
      return before.network !== after.network || before.locals !== after.locals;
    case 'not':
      return mayChange(predicate.inner, before, after);
    case 'and':
    case 'or':
      return predicate.parts.some((part) => mayChange(part, before, after));
  }
}

/**
 * The same predicate; if it looks at each client separately, each view of a client is evaluated
 * once.
 */
export function lookingOnce(predicate: Predicate): Predicate {
  if (predicate.kind !== 'eachClient') return predicate;
  const known = new WeakMap<ClientView, Truth | boolean>();
  const test = (client: ClientView): Truth | boolean => {
    const truth = known.get(client) ?? predicate.test(client);
    known.set(client, truth);
    return truth;
  };
  return { ...predicate, test };
}

/** What a predicate reads from a state, one line per item. */
export function readsOf(predicate: Predicate, view: SystemView, classes: ClassTable): string[] {
  const lines = [...new Set(linesOf(predicate, view, classes))];
  const more = lines.length - READS_MAX;
  return more > 0 ? [...lines.slice(0, READS_MAX), `…and ${more} more`] : lines;
}

function linesOf(predicate: Predicate, view: SystemView, classes: ClassTable): string[] {
  switch (predicate.kind) {
    case 'eachClient':
    case 'clients':
      return view.clients.map(({ address, results, commands, done }) => {
        const told = results.map((result) => print(result, classes)).join(', ');
        const waiting = done ? 'done' : `waits for ${print(commands.at(-1), classes)}`;
        return `${address}: ${told === '' ? 'no result yet' : told}; ${waiting}`;
      });
    case 'message': {
      const all = [...view.messages()];
      const found = all.find((message) => predicate.test(message));
      if (found === undefined) return [`none of ${all.length} messages matches`];
      return [`${found.from} → ${found.to}: ${print(found.message, classes)}`];
    }
    case 'messages':
      return [`${[...view.messages()].length} messages in flight`];
    case 'state':
      return readsOfState(predicate, view, classes);
    case 'not':
      return linesOf(predicate.inner, view, classes);
    case 'and':
    case 'or':
      return predicate.parts.flatMap((part) => linesOf(part, view, classes));
  }
}

/** The nodes that the predicate reads. */
function readsOfState(
  predicate: Extract<Predicate, { kind: 'state' }>,
  view: SystemView,
  classes: ClassTable,
): string[] {
  const lines: string[] = [];
  const spying: SystemView = {
    clients: view.clients,
    messages: () => view.messages(),
    node: (address) => {
      const node = view.node(address);
      lines.push(`${address}: ${node === undefined ? 'not there' : print(node, classes)}`);
      return node;
    },
  };
  truthOf(predicate, spying);
  return lines;
}
