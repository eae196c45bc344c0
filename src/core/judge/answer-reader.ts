import type { Foreseen, HandlerOutcome, LabAnswer, LabRequest } from '../box/index.js';
import { decode, encode, type Canonical, type ClassTable, type Sharing } from '../canon/index.js';
import { z } from 'zod';
import { faultData, flatFaultData, saidText } from './fault-data.js';

/** What came is not an answer to the request. */
export class NoAnswer extends Error {}

/** How many checked texts to remember: most come again and again. */
const REMEMBERED_MAX = 20_000;
/** A longer text is not kept. */
const REMEMBERED_CHARS_MAX = 4096;

const warnings = z.array(flatFaultData).max(100_000).optional();
const ADDRESS_CHARS_MAX = 10_000;
const address = z.string().min(1).max(ADDRESS_CHARS_MAX);
const canonical = z.string();
const outcome = z.object({
  node: canonical,
  sends: z.array(z.object({ from: address, to: address, message: canonical })),
  sets: z.array(
    z.object({
      owner: address,
      timer: canonical,
      minMs: z.number().min(1),
      maxMs: z.number().min(1),
    }),
  ),
  result: canonical.optional(),
  warnings,
  fault: faultData.optional(),
  orderRead: address.optional(),
});
const line = z.object({
  level: z.enum(['FINEST', 'FINER', 'FINE', 'CONFIG', 'INFO', 'WARNING', 'SEVERE']),
  text: saidText,
});
const liveLines = z.array(z.tuple([z.string().max(10), saidText])).max(1_000_000);
const limit = z.number().min(1);
const told = {
  warnings,
  lines: liveLines.optional(),
  resultLines: liveLines.optional(),
  fault: faultData.optional(),
  stateFault: faultData.optional(),
  result: canonical.optional(),
  resultFault: faultData.optional(),
};
const toldOfStep = z.object(told);

/** What a box foresaw is a long list, so it is checked in place and not copied. */
function isForeseen(value: unknown): value is Foreseen {
  if (typeof value !== 'object' || value === null) return false;
  const { names, flow, told: besides, steps, events, end, mail } = value as Partial<Foreseen>;
  if (end !== 'more' && end !== 'again' && end !== 'over') return false;
  if (!Number.isSafeInteger(events)) return false;
  if (mail !== undefined && !Number.isSafeInteger(mail)) return false;
  if (!Array.isArray(names) || !names.every(isAddress)) return false;
  if (!Array.isArray(flow) || !Array.isArray(besides)) return false;
  const counted = stepsIn(flow, names.length);
  return counted !== undefined && steps === counted && areTold(besides, counted);
}

/** How many steps a flow has; undefined if anything in it is wrong. */
function stepsIn(flow: readonly unknown[], names: number): number | undefined {
  const isName = (value: unknown): boolean => isCount(value) && value < names;
  let steps = 0;
  for (let i = 0; i < flow.length; steps++) {
    const at = flow[i++];
    if (!Number.isSafeInteger(at) || (at === 0 && !isName(flow[i++]))) return undefined;
    const [sends, sets] = [flow[i++], flow[i++]];
    if (!isCount(sends) || !isCount(sets)) return undefined;
    const setsAt = i + 2 * sends;
    const end = setsAt + 3 * sets;
    if (end > flow.length) return undefined;
    for (; i < setsAt; i++) if (!isName(flow[i])) return undefined;
    for (; i < end; i += 3) {
      if (!isName(flow[i]) || !isSpan(flow[i + 1], flow[i + 2])) return undefined;
    }
  }
  return steps;
}

/** Each step's at most once, in their order. */
function areTold(besides: readonly unknown[], steps: number): boolean {
  let next = 0;
  return besides.every((each) => {
    if (!Array.isArray(each) || each.length !== 2) return false;
    const [step, toldOfIt] = each as unknown[];
    if (!isCount(step) || step < next || step >= steps) return false;
    next = step + 1;
    return toldOfStep.safeParse(toldOfIt).success;
  });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= ADDRESS_CHARS_MAX;
}

function isSpan(minMs: unknown, maxMs: unknown): boolean {
  return typeof minMs === 'number' && typeof maxMs === 'number' && minMs >= 1 && minMs <= maxMs;
}

const live = z.object({
  sends: z.array(z.tuple([address, address, canonical])).optional(),
  sets: z.array(z.tuple([address, canonical, limit, limit])).optional(),
  ...told,
  state: canonical.optional(),
  shown: canonical.optional(),
  foreseen: z.custom<Foreseen>(isForeseen).optional(),
  printed: saidText.optional(),
});
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('renewed') }),
  z.object({ kind: z.literal('outcomes'), outcomes: z.array(outcome) }),
  z.object({
    kind: z.literal('compared'),
    outcomes: z.array(outcome),
    deviation: z
      .object({ index: z.int(), again: outcome, inFreshInstance: z.boolean() })
      .optional(),
  }),
  z.object({ kind: z.literal('live'), live }),
  z.object({ kind: z.literal('log'), lines: z.array(line) }),
  z.object({ kind: z.literal('refused'), fault: faultData }),
  z.object({ kind: z.literal('broken'), error: saidText }),
]);

/**
 * Reads answers from a process that may lie. Everything it returns has the right kinds and sizes,
 * and every canonical text in it is valid: it can still describe a wrong lab, but do nothing worse.
 */
export class AnswerReader {
  readonly #classes: ClassTable;
  readonly #right = { state: new Set<string>(), value: new Set<string>() };

  constructor(classes: ClassTable) {
    this.#classes = classes;
  }

  /** @throws NoAnswer */
  read(json: string, request: LabRequest): LabAnswer {
    const parsed = answer.safeParse(parse(json));
    if (!parsed.success) throw new NoAnswer(z.prettifyError(parsed.error).split('\n')[0]);
    const read = parsed.data as LabAnswer;
    this.#checkFits(read, request);
    return read;
  }

  #checkFits(read: LabAnswer, request: LabRequest): void {
    switch (read.kind) {
      case 'refused':
      case 'broken':
        return;
      case 'renewed':
        return expect(request.kind === 'renew');
      case 'log':
      case 'live':
        return expect(request.kind === read.kind);
      case 'outcomes': {
        expect(request.kind === 'create' || request.kind === 'run');
        const asked = request.kind === 'run' ? request.calls.length : 1;
        expect(read.outcomes.length <= asked && (asked === 0 || read.outcomes.length > 0));
        return read.outcomes.forEach((each) => this.#checkOutcome(each));
      }
      case 'compared': {
        if (request.kind !== 'compare') return expect(false);
        expect(read.outcomes.length === request.calls.length);
        read.outcomes.forEach((each) => this.#checkOutcome(each));
        if (read.deviation === undefined) return;
        expect(request.sample.includes(read.deviation.index));
        return this.#checkOutcome(read.deviation.again);
      }
    }
  }

  #checkOutcome({ node, sends, sets, result, fault: failed }: HandlerOutcome): void {
    // If the node's construction failed, there is no earlier state.
    if (failed === undefined || node !== '') this.#checkText(node, 'state');
    for (const { message } of sends) this.#checkText(message, 'value');
    for (const { timer, minMs, maxMs } of sets) {
      this.#checkText(timer, 'value');
      expect(minMs <= maxMs);
    }
    if (result !== undefined) this.#checkText(result, 'value');
  }

  #checkText(candidate: Canonical, sharing: Sharing): void {
    const right = this.#right[sharing];
    if (right.has(candidate)) return;
    if (!isCanonical(candidate, this.#classes, sharing)) {
      throw new NoAnswer(`a text that is not canonical: ${candidate.slice(0, 80)}`);
    }
    if (candidate.length > REMEMBERED_CHARS_MAX) return;
    if (right.size >= REMEMBERED_MAX) right.clear();
    right.add(candidate);
  }
}

function isCanonical(candidate: Canonical, classes: ClassTable, sharing: Sharing): boolean {
  try {
    return encode(decode(candidate, classes), classes, sharing) === candidate;
  } catch {
    return false;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new NoAnswer('it is not JSON');
  }
}

function expect(fits: boolean): asserts fits {
  if (!fits) throw new NoAnswer('it answers another question');
}
