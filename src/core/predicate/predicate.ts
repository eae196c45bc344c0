import type { ClientView, MessageView, SystemView } from './system-view.js';

/** Whether a predicate holds; `detail` says in one sentence why not (or why, for a goal). */
export interface Truth {
  readonly holds: boolean;
  readonly detail?: string | undefined;
}

/**
 * A named statement about a system's state. Its kind says what it reads, so that the checker can
 * cache its value by just that:
 * - `eachClient` holds when it holds for every client on its own;
 * - `clients` reads the clients' commands and results, all together;
 * - `message` holds when some message in flight matches, each looked at on its own;
 * - `messages` reads the set of messages in flight;
 * - `state` may read everything;
 * - `not`, `and`, `or` combine others, left to right, stopping as soon as the result is clear.
 *
 * Tests must be pure. One that throws is a violation when it is an invariant, and an error that
 * stops the search when it is a goal or a prune.
 */
export type Predicate = { readonly name: string } & (
  | { readonly kind: 'eachClient'; readonly test: (client: ClientView) => Truth | boolean }
  | { readonly kind: 'clients'; readonly test: (clients: readonly ClientView[]) => Truth | boolean }
  | { readonly kind: 'message'; readonly test: (message: MessageView) => boolean }
  | {
      readonly kind: 'messages';
      readonly test: (messages: readonly MessageView[]) => Truth | boolean;
    }
  | { readonly kind: 'state'; readonly test: (view: SystemView) => Truth | boolean }
  | { readonly kind: 'not'; readonly inner: Predicate }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Predicate[] }
);

/**
 * Gives a predicate another name, which a combination usually deserves.
 *
 * @example
 * ```ts
 * const LOCKED = named('LOCKED', and(A_HOLDS, not(B_HOLDS)));
 * ```
 */
export function named(name: string, predicate: Predicate): Predicate {
  return { ...predicate, name };
}

/**
 * Holds where the inner one does not.
 *
 * @example
 * ```ts
 * settings.prune(not(CLIENTS_DONE));
 * ```
 */
export function not(inner: Predicate): Predicate {
  return { name: `not ${inner.name}`, kind: 'not', inner };
}

/**
 * Holds where all parts do; stops at the first that does not.
 *
 * @example
 * ```ts
 * settings.goal(and(CLIENTS_DONE, ALL_RESULTS_SAME));
 * ```
 */
export function and(...parts: readonly Predicate[]): Predicate {
  return { name: parts.map((part) => part.name).join(' and '), kind: 'and', parts };
}

/**
 * Holds where any part does.
 *
 * @example
 * ```ts
 * settings.prune(or(CLIENTS_DONE, TOO_MANY_VIEWS));
 * ```
 */
export function or(...parts: readonly Predicate[]): Predicate {
  return { name: parts.map((part) => part.name).join(' or '), kind: 'or', parts };
}

/**
 * Holds unless `a` holds and `b` does not.
 *
 * @example
 * ```ts
 * settings.invariant(implies(CLIENTS_DONE, ALL_RESULTS_SAME));
 * ```
 */
export function implies(a: Predicate, b: Predicate): Predicate {
  return named(`${a.name} implies ${b.name}`, or(not(a), b));
}

/** Evaluates a predicate on a view. What a test throws passes through. */
export function evaluate(predicate: Predicate, view: SystemView): Truth {
  switch (predicate.kind) {
    case 'eachClient':
      for (const client of view.clients) {
        const truth = toTruth(predicate.test(client));
        if (!truth.holds) return truth;
      }
      return { holds: true };
    case 'clients':
      return toTruth(predicate.test(view.clients));
    case 'message':
      for (const message of view.messages()) {
        if (predicate.test(message)) return { holds: true };
      }
      return { holds: false };
    case 'messages':
      return toTruth(predicate.test([...view.messages()]));
    case 'state':
      return toTruth(predicate.test(view));
    case 'not': {
      const { holds, detail } = evaluate(predicate.inner, view);
      return { holds: !holds, detail };
    }
    case 'and':
      for (const part of predicate.parts) {
        const truth = evaluate(part, view);
        if (!truth.holds) return truth;
      }
      return { holds: true };
    case 'or': {
      let last: Truth = { holds: false };
      for (const part of predicate.parts) {
        last = evaluate(part, view);
        if (last.holds) return last;
      }
      return last;
    }
  }
}

/** A test's plain boolean as a {@link Truth}. */
export function toTruth(value: Truth | boolean): Truth {
  return typeof value === 'boolean' ? { holds: value } : value;
}
