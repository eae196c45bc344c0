import { groupBy } from './group-by.js';
import type { FailureMark, Standing } from './graded.js';

/** Submissions that fail a test in the same way. */
export interface Cluster {
  readonly number: string;
  /** Ids of the submissions, in their order; the first stands for all. */
  readonly submissions: readonly string[];
  /** Why the first one fails, in one sentence. */
  readonly reason: string;
}

/** One mistake of a class: what one comment answers. */
export interface Mistake {
  /** As the diagnosis names it; undefined where it names none. */
  readonly cause: string | undefined;
  /** The rule that is broken, and what the lab's instructions say about it. */
  readonly rule: string | undefined;
  readonly advice: string | undefined;
  /** How it shows, test by test: the test that most fail first. */
  readonly clusters: readonly Cluster[];
  /** Everybody who makes it. */
  readonly submissions: readonly string[];
}

interface Failed extends FailureMark {
  readonly submission: string;
}

/**
 * The mistakes of a class, those of most submissions first: failures of one cause are one mistake,
 * in however many tests it shows. Where no cause is known, failures of one test that read the same
 * are one, or of several tests where the lab's own code is at fault, as one that does not load.
 * In a test, those are apart whose traces tell another story.
 */
export function mistakesOf(standings: readonly Standing[]): Mistake[] {
  const failed = standings.flatMap(({ source, failures }) =>
    failures.map((failure): Failed => ({ submission: source.id, ...failure })),
  );
  const mistakes = groupBy(
    failed,
    ({ cause, signature }) => cause ?? signature.replace(OF_A_TEST, ''),
  );
  return [...mistakes.values()]
    .map((all) => ({
      cause: all[0]?.cause,
      rule: all[0]?.rule,
      advice: all[0]?.advice,
      clusters: clustersOf(all),
      submissions: [...new Set(all.map(({ submission }) => submission))],
    }))
    .sort((a, b) => b.submissions.length - a.submissions.length);
}

/** The number before the signature of a failure of the lab's own code. */
const OF_A_TEST = /^\S+ (?=lab )/;

function clustersOf(failed: readonly Failed[]): Cluster[] {
  const same = groupBy(failed, ({ signature, rule, shape }) =>
    JSON.stringify([signature, rule, shape]),
  );
  return [...same.values()]
    .map((all) => ({
      number: all[0]?.number ?? '',
      submissions: all.map(({ submission }) => submission),
      reason: all[0]?.reason ?? '',
    }))
    .sort((a, b) => b.submissions.length - a.submissions.length);
}
