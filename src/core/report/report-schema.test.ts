import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { Address } from '../lab/index.js';
import type { RunReport } from '../runner/index.js';
import type { reportSchema } from './report-schema.js';

/** The type in JSON: nothing is read-only, and an address is a string. */
type Plain<T> = T extends Address
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

describe('reportSchema', () => {
  it('is the type of the report', () => {
    expectTypeOf<z.infer<typeof reportSchema>>().toEqualTypeOf<Plain<RunReport>>();
  });
});
