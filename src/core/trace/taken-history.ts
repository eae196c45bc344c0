import { decode, type Canonical, type ClassTable } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import { LINEARIZABLE } from '../predicate/index.js';
import type { History, Operation } from '../workload/index.js';
import type { ReplayState } from './replay-stepper.js';
import type { Trace } from './trace.js';

/** A client was handed its command of this index, or has its result. */
export interface Mark {
  readonly client: Address;
  readonly index: number;
  /** What it has; undefined: it was handed the command. */
  readonly result: Canonical | undefined;
}

/** What clients did on a way that was taken, in order: what a history is made of. */
export class TakenHistory {
  readonly #workloads: Trace['workloads'];
  readonly #classes: ClassTable;
  readonly #values = new Map<Canonical, object>();

  constructor(workloads: Trace['workloads'], classes: ClassTable) {
    this.#workloads = workloads;
    this.#classes = classes;
  }

  /** The marks after a step: those before it, and what it did for its client. */
  after(marks: readonly Mark[], before: ReplayState, state: ReplayState): readonly Mark[] {
    if (before.locals === state.locals) return marks;
    const fresh: Mark[] = [];
    for (const client of this.#workloads.keys()) {
      const [old, now] = [before.locals.get(client), state.locals.get(client)];
      if (now === undefined || old === now) continue;
      const answered = old?.results.length ?? 0;
      const handed = old === undefined ? 0 : this.handedIn(client, before);
      const handedNow = this.handedIn(client, state);
      for (let index = answered; index < Math.max(now.results.length, handedNow); index++) {
        if (index >= handed) fresh.push({ client, index, result: undefined });
        const result = now.results[index];
        if (result !== undefined) fresh.push({ client, index, result });
      }
    }
    return fresh.length === 0 ? marks : [...marks, ...fresh];
  }

  /** How many commands a client was handed. */
  handedIn(client: Address, { locals, allowed }: ReplayState): number {
    const commands = this.#workloads.get(client) ?? [];
    const { length } = locals.get(client)?.results ?? [];
    const next = commands[length];
    if (next === undefined) return length;
    return next.atOnce || (allowed.get(client) ?? 0) > length ? length + 1 : length;
  }

  /** The operations; places in the order stand for times. */
  history(marks: readonly Mark[]): History {
    const operations = new Map<string, { -readonly [K in keyof Operation]: Operation[K] }>();
    for (const [at, { client, index, result }] of marks.entries()) {
      const key = `${client} ${index}`;
      const known = operations.get(key);
      if (result === undefined) {
        const command = this.#value(this.commandAt(client, index)) as Command;
        const open = { client, command, result: undefined, invokedMs: at, respondedMs: undefined };
        operations.set(key, open);
      } else if (known !== undefined) {
        known.result = this.#value(result) as Result;
        known.respondedMs = at;
      }
    }
    return [...operations.values()];
  }

  /** Whether no order of the operations explains their results; false for what is no store. */
  isIllegal(marks: readonly Mark[]): boolean {
    try {
      return LINEARIZABLE.test(this.history(marks)).holds === false;
    } catch {
      return false;
    }
  }

  commandAt(client: Address, index: number): Canonical {
    return this.#workloads.get(client)?.[index]?.command as Canonical;
  }

  #value(text: Canonical): object {
    let value = this.#values.get(text);
    if (value === undefined) {
      value = decode(text, this.#classes) as object;
      this.#values.set(text, value);
    }
    return value;
  }
}
