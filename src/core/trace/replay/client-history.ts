import { decode, type Canonical, type ClassTable } from '../../canon/index.js';
import type { Address, Command, Result } from '../../lab/index.js';
import { checkLinearizable, illegalKey, keyOf } from '../../predicate/index.js';
import { bisect } from '../../support/index.js';
import { Results, type Step, type Stepper, type World } from '../../system/index.js';
import type { Operation } from '../../workload/index.js';
import type { Trace } from '../file/index.js';

/** A command of a client, by its number, from 0. */
export interface Asked {
  readonly client: Address;
  readonly index: number;
}

/** A client was handed the command with this index, or got its result. */
export interface ClientMark extends Asked {
  /** The result; undefined if the client was handed the command. */
  readonly result: Canonical | undefined;
  /** The previous mark: a list linked from its end, so that a path can resume from the middle. */
  readonly before: ClientMark | undefined;
  /** How many came before. */
  readonly place: number;
}

/** Where actions led, and what clients did along the way. */
export interface End {
  readonly world: World;
  /** The last thing a client did. */
  readonly mark: ClientMark | undefined;
}

type OpenOperation = { -readonly [K in keyof Operation]: Operation[K] };

interface AskedOperation {
  readonly asked: Asked;
  readonly operation: OpenOperation;
}

/** What clients did on a path, in order: the material of a history. */
export class ClientHistory {
  readonly #workloads: Trace['workloads'];
  readonly #stepper: Stepper;
  readonly #decoded: (text: Canonical) => object;

  constructor(
    workloads: Trace['workloads'],
    stepper: Stepper,
    decoded: (text: Canonical) => object,
  ) {
    this.#workloads = workloads;
    this.#stepper = stepper;
    this.#decoded = decoded;
  }

  /** The last mark after a step: the previous one, or one for what the step did for its client. */
  after(
    mark: ClientMark | undefined,
    { world, actor: client, effects }: Step,
  ): ClientMark | undefined {
    if (client === undefined || !this.#workloads.has(client)) return mark;
    const results = world.locals.get(client)?.results ?? Results.none;
    const answered = results.length - effects.results.length;
    const handedNow = this.#stepper.handedIn(world, client);
    const handed = handedNow - effects.commands.length;
    let last = mark;
    const add = (index: number, result: Canonical | undefined): void => {
      last = {
        client,
        index,
        result,
        before: last,
        place: last === undefined ? 0 : last.place + 1,
      };
    };
    for (let index = answered; index < Math.max(results.length, handedNow); index++) {
      if (index >= handed) add(index, undefined);
      const result = results.at(index);
      if (result !== undefined) add(index, result);
    }
    return last;
  }

  /**
   * The key whose answers no order explains, among all keys or only this one; `undefined` if there
   * is none, or if the commands are not key-value commands.
   */
  illegalKey(last: ClientMark | undefined, key?: string): string | undefined {
    return illegalKey(this.#operations(last, key).map(({ operation }) => operation));
  }

  /**
   * The first answer that no order explains, on the key that a check of all answers reports: from
   * there on, every longer history is illegal too.
   */
  firstIllegal(last: ClientMark | undefined): ClientMark | undefined {
    const all = this.#operations(last, undefined);
    const key = illegalKey(all.map(({ operation }) => operation));
    if (key === undefined) return undefined;
    const onKey = all.filter(({ asked }) => this.keyAt(asked) === key);
    const marks = marksUpTo(last);
    const illegal = bisect(0, marks.length, (middle) => {
      return illegalKey(operationsUntil(onKey, middle - 1)) !== undefined;
    });
    return marks[illegal - 1];
  }

  /** A few commands whose answers contradict each other, whatever the others did. */
  contradiction(last: ClientMark | undefined, key?: string): Asked[] {
    const all = this.#operations(last, key);
    const found = checkLinearizable(all.map(({ operation }) => operation));
    const those = new Set(found.verdict === 'illegal' ? found.operations : []);
    return all.filter(({ operation }) => those.has(operation)).map(({ asked }) => asked);
  }

  /** The key a command is about. */
  keyAt({ client, index }: Asked): string | undefined {
    return keyOf(this.#decoded(this.commandAt(client, index)));
  }

  commandAt(client: Address, index: number): Canonical {
    return this.#workloads.get(client)?.[index]?.command as Canonical;
  }

  /** The operations up to a mark; positions in the order serve as times. */
  #operations(last: ClientMark | undefined, key: string | undefined): AskedOperation[] {
    const all: AskedOperation[] = [];
    const open = new Map<Address, AskedOperation>();
    for (const asked of marksUpTo(last)) {
      const { client, result, place } = asked;
      if (result === undefined) {
        open.delete(client);
        if (key !== undefined && this.keyAt(asked) !== key) continue;
        const command = this.#decoded(this.commandAt(client, asked.index)) as Command;
        const times = { invokedMs: place, respondedMs: undefined };
        const one = { asked, operation: { client, command, result, ...times } };
        open.set(client, one);
        all.push(one);
        continue;
      }
      const known = open.get(client)?.operation;
      if (known === undefined) continue;
      known.result = this.#decoded(result) as Result;
      known.respondedMs = place;
    }
    return all;
  }
}

/** The operations as of a position: without answers that came later. */
function operationsUntil(all: readonly AskedOperation[], place: number): Operation[] {
  return all.flatMap(({ operation }) => {
    if (operation.invokedMs > place) return [];
    const { respondedMs = Infinity } = operation;
    return respondedMs > place
      ? [{ ...operation, result: undefined, respondedMs: undefined }]
      : [operation];
  });
}

/** All marks up to one, in order; only those after a position. */
export function marksUpTo(last: ClientMark | undefined, behind = -1): ClientMark[] {
  const marks: ClientMark[] = [];
  for (let mark = last; mark !== undefined && mark.place > behind; mark = mark.before) {
    marks.push(mark);
  }
  return marks.toReversed();
}

/** Decodes each text once. Do not change what it returns. */
export function rememberedDecode(classes: ClassTable): (text: Canonical) => object {
  const values = new Map<Canonical, object>();
  return (text) => {
    let value = values.get(text);
    if (value === undefined) {
      value = decode(text, classes) as object;
      values.set(text, value);
    }
    return value;
  };
}
