import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../machine/index.js';
import type { LabSpec, TestSpec } from '../registry/index.js';
import { UsageError } from '../support/index.js';
import type { Standing } from './graded.js';
import type { Mark, TestMark } from './mark.js';

/** A part of a class that one of several machines grades. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Where a class stands: all that its gradebook and report are made of. */
export interface ClassState {
  readonly harness: string;
  /** When the grading began, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly shard?: Shard | undefined;
  /** Of the course file: its late days and overrides are not in the tests. */
  readonly courseDigest?: string | undefined;
  readonly spec: LabSpec;
  /** What is to be said of the whole class. */
  readonly about: readonly string[];
  readonly standings: readonly Standing[];
}

const FILE = 'class.json';
const FORMAT = 1;

const head = z.looseObject({
  format: z.literal(FORMAT),
  harness: z.string(),
  startedMs: z.number().default(0),
  shard: z.strictObject({ index: z.int(), of: z.int() }).optional(),
  courseDigest: z.string().optional(),
  about: z.array(z.string()),
  spec: z.looseObject({ lab: z.string(), tests: z.array(z.looseObject({ number: z.string() })) }),
  standings: z.array(
    z.looseObject({
      source: z.looseObject({ id: z.string() }),
      state: z.enum(['waiting', 'graded', 'refused', 'failed']),
      fault: z.enum(['test', 'harness']).optional(),
      mark: z.looseObject({ tests: z.array(z.looseObject({ number: z.string() })) }),
    }),
  ),
});

/** Writes the state into a folder, so that `labtest grade merge` can put several together. */
export function writeClassState(folder: string, state: ClassState): void {
  const standings = state.standings.map((standing) => ({
    ...standing,
    mark: {
      ...standing.mark,
      tests: standing.mark.tests.map(({ test, ...rest }) => ({ number: test.number, ...rest })),
    },
  }));
  const text = JSON.stringify({ format: FORMAT, ...state, standings });
  writeWhole(join(folder, FILE), text);
}

/**
 * Reads what {@link writeClassState} wrote.
 *
 * @throws UsageError LT005 when it is not there or not whole
 */
export function readClassState(folder: string): ClassState {
  const file = join(folder, FILE);
  if (!existsSync(file)) {
    throw new UsageError('LT005', `${folder} holds no results of labtest grade.`, [
      `Expected ${file}`,
    ]);
  }
  const parsed = head.safeParse(jsonOf(file));
  if (!parsed.success) {
    throw new UsageError('LT005', `${file} is damaged: ${z.prettifyError(parsed.error)}`);
  }
  const state = parsed.data as unknown as ClassState;
  const byNumber = new Map(state.spec.tests.map((test) => [test.number, test]));
  const standings = state.standings.map((standing) => ({
    ...standing,
    mark: { ...standing.mark, tests: marksOf(standing.mark, byNumber, file) },
  }));
  return { ...state, standings };
}

function marksOf(mark: Mark, byNumber: ReadonlyMap<string, TestSpec>, file: string): TestMark[] {
  return mark.tests.map((each) => {
    const { number, ...rest } = each as TestMark & { readonly number: string };
    const test = byNumber.get(number);
    if (test === undefined) throw new UsageError('LT005', `${file} names a test ${number}.`);
    return { ...rest, test };
  });
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
