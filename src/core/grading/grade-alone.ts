import { gradeJob } from './grade-job.js';
import { gradeOne, type Bench } from './grade-one.js';
import type { GradedSubmission, GradedState, Standing } from './graded.js';
import { standingOf, type GradingOrder } from './grading.js';
import type { Source } from './intake/source.js';
import { takeIn } from './intake/take-in.js';
import type { TestRecord } from './test-record.js';
import { withoutVerdict } from './without-verdict.js';

/** What one submission is graded by. */
export type LoneOrder = Pick<
  GradingOrder,
  'spec' | 'course' | 'intake' | 'harness' | 'testsDigest'
>;

const ATTEMPTS_MAX = 3;

/**
 * Grades one submission without a queue or a journal, as an autograder does that begins with a
 * fresh machine for each. `show` hears where it stands in the beginning, after each test and at the
 * end.
 */
export async function gradeAlone(
  source: Source,
  order: LoneOrder,
  bench: Bench,
  show: (graded: GradedSubmission) => void,
): Promise<void> {
  const { spec, intake } = order;
  const taken = await takeIn(source, intake);
  const records = new Map<string, TestRecord>();
  const tell = (state: GradedState, why?: Pick<Standing, 'reason' | 'fault'>): void =>
    show(standingOf(order, taken, records, state, why));
  const { lab } = taken;
  if (lab === undefined) return tell('refused', { reason: taken.refusal });
  tell('waiting');
  for (let attempt = 1; ; attempt++) {
    const left = spec.tests.filter(({ number }) => !records.has(number));
    try {
      await gradeOne(
        gradeJob(source.id, spec, lab.digest, left, order),
        lab,
        bench,
        0,
        (result) => {
          records.set(result.record.outcome.number, result.record);
          tell('waiting');
        },
      );
      return tell(bench.signal.aborted ? 'waiting' : 'graded');
    } catch (error) {
      const why = withoutVerdict(error);
      if (why.fault === 'harness' && attempt < ATTEMPTS_MAX) continue;
      return tell('failed', why);
    }
  }
}
