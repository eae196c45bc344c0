import { junitDocument, type JunitSuite } from '../../report/index.js';
import type { Standing } from '../graded.js';
import { feedbackLink } from './places.js';

/**
 * A class as JUnit's XML: a suite for each submission, so that a CI server lists who fails what,
 * and leads to what the student reads.
 */
export function classJunit(standings: readonly Standing[], startedMs: number): string {
  const about = standings.map(({ source }) => ({ startedMs, file: feedbackLink(source.id) }));
  return junitDocument(standings.map((each, i) => ({ ...suiteOf(each), ...about[i] })));
}

function suiteOf({ source, state, reason, mark, failures }: Standing): JunitSuite {
  const reasons = new Map(failures.map((each) => [each.number, each.reason]));
  if (state === 'refused' || state === 'failed') {
    const verdict = state === 'refused' ? 'failed' : 'inconclusive';
    const name = 'the submission can be graded';
    return { name: source.id, cases: [{ name, verdict, wallMs: 0, message: reason }] };
  }
  const cases = mark.tests.map(({ test, verdict, wallMs }) => ({
    name: `${test.number} ${test.title}`,
    verdict,
    wallMs,
    message: reasons.get(test.number),
  }));
  return { name: source.id, cases };
}
