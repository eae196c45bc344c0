import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { LabSpec } from '../registry/index.js';
import { UsageError } from '../support/index.js';

/** Seeds that nobody knew before the deadline, and that nobody could change after it. */
export interface SeedSecret {
  /** To be kept until the deadline, and shown after it. */
  readonly secret: string;
  /** To be published before the deadline: SHA-256 of the secret's digits. */
  readonly commitment: string;
}

const SECRET = /^[0-9a-f]{64}$/;
const SEEDS_BELOW = 2 ** 31;

/**
 * The secret in a file; drawn and written there when there is no such file.
 *
 * @throws UsageError LT005 for a file that holds anything else
 */
export function seedSecret(file: string): SeedSecret {
  if (!existsSync(file)) writeNew(file, `${randomBytes(32).toString('hex')}\n`);
  const secret = readFileSync(file, 'utf8').trim();
  if (!SECRET.test(secret)) {
    throw new UsageError('LT005', `${file} holds no secret for seeds.`, [
      'Expected the file that labtest grade --seed-commitment made: 64 digits',
    ]);
  }
  return { secret, commitment: sha256(secret) };
}

/** The tests with the seeds that follow from the secret: as many as each had before. */
export function withSecretSeeds(spec: LabSpec, { secret }: SeedSecret): LabSpec {
  const tests = spec.tests.map((test) => {
    if (test.kind !== 'run') return test;
    const seeds = test.seeds.map((_, i) => seedOf(`${secret} ${test.lab} ${test.number} ${i}`));
    return { ...test, seeds };
  });
  return { ...spec, tests };
}

/** What students are told, so that they can check it. */
export function revealed({ secret, commitment }: SeedSecret): string {
  return `The seeds follow from ${secret}, whose SHA-256, ${commitment}, was published beforehand.`;
}

function seedOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16) % SEEDS_BELOW;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('LT005', `The secret cannot be written: ${why}`);
  }
}
