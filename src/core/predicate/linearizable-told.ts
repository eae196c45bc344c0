import type { KeyOperation } from './kv-register.js';

/** More operations than this are listed below the sentence instead of in it. */
const TOLD_MAX = 3;
const VALUE_MAX = 40;

/** `client1 put foo=b, 80–90 ms` */
export function tellOperation(key: string, operation: KeyOperation): string {
  return `${operation.operation.client} ${deed(key, operation)}, ${period(operation)}`;
}

/**
 * A contradiction in one sentence, from the point of view of the last answer: `client2 read foo=a
 * at 120–121 ms although client1's put foo=b was answered at 90 ms`.
 */
export function tellIllegal(
  key: string,
  contradiction: readonly KeyOperation[],
  all: readonly KeyOperation[],
): string {
  const last = latest(contradiction);
  const others = contradiction.filter((operation) => operation !== last);
  const seen = `${last.operation.client} ${deed(key, last)} at ${period(last)}`;
  if (last.absurd) return `${seen}, which is not an answer to that`;
  if (others.length === 0) return `${seen} although ${nobodyWrote(key, last, all)}`;
  if (others.length > TOLD_MAX) {
    return `${seen}, which fits no order of it and ${others.length} other commands on ${key}`;
  }
  const told = others.map((other) => `${other.operation.client}'s ${noun(key, other)}`);
  return `${seen} although ${told.join(' and ')}`;
}

/** Why one answer alone is impossible. */
function nobodyWrote(key: string, last: KeyOperation, all: readonly KeyOperation[]): string {
  if (last.kind === 'append') return `no commands sent by then make ${key} that`;
  const early = all.find(
    (other) => other.kind !== 'get' && other.written === last.answer && other !== last,
  );
  if (early === undefined) return `nobody had written that`;
  const wrote = early.kind === 'put' ? 'put' : 'appended';
  return `${early.operation.client} only ${wrote} it from ${ms(early.invokedMs)} ms on`;
}

function deed(key: string, operation: KeyOperation): string {
  const { kind, written, answer } = operation;
  switch (kind) {
    case 'get':
      if (operation.respondedMs === Infinity) return `asked for ${key}`;
      return answer === undefined && !operation.absurd
        ? `found no ${key}`
        : `read ${key}=${short(answer ?? 'something else')}`;
    case 'put':
      return `put ${key}=${short(written)}`;
    case 'append': {
      const got = answer === undefined ? '' : ` and got ${short(answer)}`;
      return `appended ${short(written)} to ${key}${got}`;
    }
  }
}

/** `put foo=b was answered at 90 ms` */
function noun(key: string, operation: KeyOperation): string {
  const { kind, written, answer, respondedMs, invokedMs } = operation;
  const answered = respondedMs !== Infinity;
  const at = answered ? `at ${ms(respondedMs)} ms` : `(sent at ${ms(invokedMs)} ms) has no answer`;
  switch (kind) {
    case 'get':
      return answer === undefined
        ? `get of ${key} found none ${at}`
        : `get of ${key} was answered ${short(answer)} ${at}`;
    case 'put':
      return `put ${key}=${short(written)} ${answered ? `was answered ${at}` : at}`;
    case 'append': {
      const what = `append of ${short(written)} to ${key}`;
      return answered ? `${what} was answered ${short(answer ?? '')} ${at}` : `${what} ${at}`;
    }
  }
}

function latest(operations: readonly KeyOperation[]): KeyOperation {
  return operations.reduce((a, b) => (later(b, a) ? b : a));
}

function later(a: KeyOperation, b: KeyOperation): boolean {
  if (a.respondedMs === Infinity || b.respondedMs === Infinity) return b.respondedMs === Infinity;
  return a.respondedMs > b.respondedMs || (a.respondedMs === b.respondedMs && a.place > b.place);
}

function period({ invokedMs, respondedMs }: KeyOperation): string {
  if (respondedMs === Infinity) return `${ms(invokedMs)} ms, no answer`;
  return `${ms(invokedMs)}–${ms(respondedMs)} ms`;
}

function ms(time: number): string {
  return String(Math.round(time * 1000) / 1000);
}

/** Of long values, only the end is shown, where the newest appends are. */
function short(value: string): string {
  return value.length <= VALUE_MAX ? value : `…${value.slice(-VALUE_MAX)}`;
}
