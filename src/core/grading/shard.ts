import { createHash } from 'node:crypto';
import { UsageError } from '../support/index.js';
import type { ClassState, Shard } from './class-state.js';
import type { Source } from './intake/source.js';

/** @throws UsageError LT004 for anything but `2/5` */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new UsageError('LT004', `--shard ${text}: expected i/n, from 1/n to n/n.`, [
    'On a cluster: --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL"',
  ]);
}

/**
 * The submissions of a shard. Which one a submission belongs to follows from its id alone: one that
 * comes later moves no other.
 */
export function sourcesOf({ index, of }: Shard, sources: readonly Source[]): Source[] {
  return sources.filter(({ id }) => {
    const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
    return hash % of === index - 1;
  });
}

/**
 * The states of all shards as that of the whole class.
 *
 * @throws UsageError LT014 when they do not belong together, or one is missing
 */
export function mergedState(states: readonly ClassState[]): ClassState {
  const [first, ...others] = states;
  if (first === undefined) throw new UsageError('LT014', 'There is nothing to merge.');
  for (const other of others) {
    if (other.harness !== first.harness) {
      throw new UsageError('LT014', 'The shards were graded by different versions of labtest.', [
        `${first.harness} and ${other.harness}`,
      ]);
    }
    const isSameSpec = JSON.stringify(other.spec) === JSON.stringify(first.spec);
    if (!isSameSpec || other.courseDigest !== first.courseDigest) {
      throw new UsageError('LT014', 'The shards were graded by different course files.');
    }
  }
  refuseIncomplete(states);
  const standings = states.flatMap((state) => state.standings);
  const ids = standings.map(({ source }) => source.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new UsageError('LT014', `${twice} is in two of the shards.`);
  }
  const sorted = [...standings].sort((a, b) => (a.source.id < b.source.id ? -1 : 1));
  const { harness, spec, courseDigest, about } = first;
  const startedMs = Math.min(...states.map((state) => state.startedMs));
  return { harness, startedMs, spec, courseDigest, about, standings: sorted };
}

function refuseIncomplete(states: readonly ClassState[]): void {
  const shards = states.flatMap(({ shard }) => shard ?? []);
  const of = shards[0]?.of;
  if (of === undefined) return;
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter(
    (index) => !shards.some((shard) => shard.index === index && shard.of === of),
  );
  if (missing.length === 0) return;
  throw new UsageError('LT014', `Of ${of} shards, these are missing: ${missing.join(', ')}.`, [
    'Give the --out folder of each of them',
  ]);
}
