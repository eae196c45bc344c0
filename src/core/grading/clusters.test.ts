import { expect, test } from 'vitest';
import { mistakesOf } from './clusters.js';
import type { FailureMark, Standing } from './graded.js';

const standing = (id: string, ...failures: readonly Partial<FailureMark>[]): Standing =>
  ({
    source: { id },
    failures: failures.map((failure) => ({
      number: '2.9',
      signature: `${failure.number ?? '2.9'} ${failure.cause}`,
      reason: `why ${id} fails`,
      ...failure,
    })),
  }) as unknown as Standing;

test('one cause is one mistake, however many tests and submissions it shows in', () => {
  const cause = 'lost-request';
  const [first, ...others] = mistakesOf([
    standing('ann', { cause, rule: 'rule 4', advice: 'wait' }, { cause, number: '2.10' }),
    standing('bob', { cause }),
    standing('cy', { cause: 'another' }),
  ]);
  expect(first).toMatchObject({
    cause,
    rule: 'rule 4',
    advice: 'wait',
    submissions: ['ann', 'bob'],
  });
  expect(others.map((each) => each.submissions)).toEqual([['cy']]);
});

test('in a test, failures are apart whose traces tell another story or that break another rule', () => {
  const cause = 'lost-request';
  const [mistake] = mistakesOf([
    standing('ann', { cause, shape: 'a' }),
    standing('bob', { cause, shape: 'b' }),
    standing('cy', { cause, shape: 'b' }),
    standing('dee', { cause, shape: 'b', rule: 'rule 2' }),
  ]);
  expect(mistake?.clusters.map(({ submissions }) => submissions)).toEqual([
    ['bob', 'cy'],
    ['ann'],
    ['dee'],
  ]);
  expect(mistake?.clusters[0]?.reason).toBe('why bob fails');
});

test('a lab that does not load has made one mistake, in all of its tests', () => {
  const all = mistakesOf([
    standing('ann', { number: '1.1', signature: '1.1 lab x' }, { signature: '2.9 lab x' }),
    standing(
      'bob',
      { number: '1.1', signature: '1.1 predicate x' },
      { signature: '2.9 predicate x' },
    ),
  ]);
  expect(all.map(({ clusters }) => clusters.map(({ number }) => number))).toEqual([
    ['1.1', '2.9'],
    ['1.1'],
    ['2.9'],
  ]);
});

test('without a cause, failures that read the same are one mistake', () => {
  const all = mistakesOf([
    standing('ann', { signature: '2.9 lab x' }),
    standing('bob', { signature: '2.9 lab x' }),
    standing('cy', { signature: '2.9 lab y' }),
  ]);
  expect(all.map(({ submissions }) => submissions)).toEqual([['ann', 'bob'], ['cy']]);
});
