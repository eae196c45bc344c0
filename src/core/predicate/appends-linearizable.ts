import { Append, AppendResult } from '../given/kvstore.js';
import type { Address } from '../lab/index.js';
import { describe } from './describe.js';
import type { Predicate, Truth } from './predicate.js';
import type { ClientView } from './system-view.js';

/**
 * All clients append to one key, and their results fit one order of the appends: each result ends
 * with what was appended; sorted by length, each result is a proper prefix of the next; and the gap
 * between two neighbours consists of whole values of commands that were sent, each used at most
 * once.
 *
 * @example
 * ```ts
 * settings.invariant(APPENDS_LINEARIZABLE);
 * ```
 */
export const APPENDS_LINEARIZABLE: Predicate = {
  name: 'APPENDS_LINEARIZABLE',
  kind: 'clients',
  test: appendsLinearizable,
};

/** Of longer values, only the end is shown. */
const TAIL_MAX = 60;

/** An append and the whole value that it returned. */
interface Answered {
  readonly client: Address;
  readonly value: string;
  readonly whole: string;
}

function appendsLinearizable(clients: readonly ClientView[]): Truth {
  const answered: Answered[] = [];
  const waiting: string[] = [];
  for (const client of clients) {
    for (const [i, command] of client.commands.entries()) {
      if (!(command instanceof Append)) {
        throw new Error(`APPENDS_LINEARIZABLE is for appends only, not ${describe(command)}`);
      }
      const result = client.results[i];
      if (result === undefined) {
        waiting.push(command.value);
        continue;
      }
      if (!(result instanceof AppendResult) || !result.value.endsWith(command.value)) {
        const detail = `${client.address} got ${describe(result)} for ${describe(command)}`;
        return { holds: false, detail };
      }
      answered.push({ client: client.address, value: command.value, whole: result.value });
    }
  }
  answered.sort((a, b) => a.whole.length - b.whole.length);
  return prefixesGrow(answered) ?? gapsAreWhole(answered, waiting);
}

function prefixesGrow(answered: readonly Answered[]): Truth | undefined {
  for (let i = 1; i < answered.length; i++) {
    const shorter = answered[i - 1] as Answered;
    const longer = answered[i] as Answered;
    const longerInLength = longer.whole.length > shorter.whole.length;
    if (longerInLength && longer.whole.startsWith(shorter.whole)) continue;
    const [one, other] = [shorter, longer].map((a) => `${a.client} got "${tail(a.whole)}"`);
    const why = longerInLength ? 'the first is not a prefix of the second' : 'one has to be longer';
    return { holds: false, detail: `${one}, ${other}: ${why}` };
  }
  return undefined;
}

/**
 * The value of an answered append is at the end of its own result. The rest of each gap has to
 * consist of values that were sent and have no answer yet.
 */
function gapsAreWhole(answered: readonly Answered[], waiting: readonly string[]): Truth {
  const gaps: string[] = [];
  const values = waiting.toSorted();
  let start = 0;
  for (const { client, value, whole } of answered) {
    const end = whole.length - value.length;
    if (end > start) gaps.push(whole.slice(start, end));
    const filled = end === start || (end > start && canFill(gaps, 0, values, new Set()));
    if (!filled) {
      const added = `${client} appended "${value}" and got "${tail(whole)}"`;
      const before =
        start === 0 ? 'nothing before it' : `"${tail(whole.slice(0, start))}" before it`;
      const detail = `${added} with ${before}: that is not made of whole values, each used once`;
      return { holds: false, detail };
    }
    start = whole.length;
  }
  return { holds: true };
}

/** Whether the gaps consist of the values, each used at most once. */
function canFill(
  gaps: readonly string[],
  offset: number,
  values: readonly string[],
  failed: Set<string>,
): boolean {
  const [gap, ...later] = gaps;
  if (gap === undefined) return true;
  if (offset === gap.length) return canFill(later, 0, values, failed);
  const key = JSON.stringify([gaps.length, offset, values]);
  if (failed.has(key)) return false;
  for (const [i, value] of values.entries()) {
    if (value === '' || value === values[i - 1] || !gap.startsWith(value, offset)) continue;
    if (canFill(gaps, offset + value.length, values.toSpliced(i, 1), failed)) return true;
  }
  failed.add(key);
  return false;
}

/** The end of a value, where the newest appends are. */
function tail(text: string): string {
  return text.length <= TAIL_MAX ? text : `…${text.slice(-TAIL_MAX)}`;
}
