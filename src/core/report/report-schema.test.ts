import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { RunReport } from '../runner/index.js';
import type { reportSchema } from './report-schema.js';

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

describe('reportSchema', () => {
  it('is the type of the report', () => {
    expectTypeOf<z.infer<typeof reportSchema>>().toEqualTypeOf<Mutable<RunReport>>();
  });
});
