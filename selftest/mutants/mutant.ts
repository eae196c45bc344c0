import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const SOLUTIONS = fileURLToPath(new URL('../../solutions/', import.meta.url));
const MUTANTS = join(SOLUTIONS, 'mutants', 'lab2');

const CAUSE = /^[a-z]+(-[a-z]+)*$/;

const Replacement = z.strictObject({
  /** The file, from the solution's folder. */
  file: z.string().min(1),
  find: z.string().min(1),
  replace: z.string(),
});

const MutantFile = z
  .strictObject({
    base: z.string().regex(/^lab2-[a-z-]+$/),
    mistake: z.string().regex(/\.$/),
    rule: z.string().min(1),
    'expected-cause': z.string().regex(CAUSE),
    /** Causes that are just as true of the code, and why. */
    'also-true': z.record(z.string().regex(CAUSE), z.string().regex(/\.$/)).default({}),
    madeFor: z.array(z.string().regex(/^[123]\.\d+$/)),
    kind: z.enum(['safety', 'liveness', 'traffic', 'load', 'state', 'purity']),
    survives: z.string().optional(),
    patch: z.array(Replacement).min(1),
  })
  .refine((mutant) => mutant.madeFor.length > 0 || mutant.survives !== undefined, {
    message: 'a mutant made for no test has to say why it survives',
  });

export type Replacement = z.infer<typeof Replacement>;

/** A known-wrong variant of a correct solution, as its `mutant.yaml` says. */
export interface Mutant extends z.infer<typeof MutantFile> {
  readonly name: string;
}

/** The folder of a correct solution. */
export function solutionFolder(name: string): string {
  return join(SOLUTIONS, name);
}

/** The names of lab 2's correct solutions. */
export function correctSolutions(): string[] {
  return readdirSync(SOLUTIONS).filter((name) => name.startsWith('lab2-'));
}

/** The names of all mutants of lab 2. */
export function mutantNames(): string[] {
  const entries = readdirSync(MUTANTS, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Reads a mutant. Throws with the name and the reason if its file is not valid. */
export function readMutant(name: string): Mutant {
  const text = readFileSync(join(MUTANTS, name, 'mutant.yaml'), 'utf8');
  const parsed = MutantFile.safeParse(parse(text));
  if (!parsed.success) throw new Error(`${name}/mutant.yaml: ${z.prettifyError(parsed.error)}`);
  return { name, ...parsed.data };
}
