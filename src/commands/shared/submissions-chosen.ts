import type { Source } from '../../core/grading/index.js';
import { UsageError } from '../../core/support/index.js';

const SHOWN_MAX = 10;

/**
 * The submissions that `--only` names, by their id or a student's; without it, all.
 *
 * @throws UsageError LT001 for a name that fits none
 */
export function chosenSources(
  sources: readonly Source[],
  only: readonly string[] | undefined,
): Source[] {
  if (only === undefined) return [...sources];
  const patterns = only.map((text) => ({ text, pattern: patternOf(text) }));
  const fits = (source: Source, pattern: RegExp): boolean =>
    namesOf(source).some((name) => pattern.test(name));
  for (const { text, pattern } of patterns) {
    if (sources.some((source) => fits(source, pattern))) continue;
    const some = sources.slice(0, SHOWN_MAX).map(({ id }) => id);
    const more = sources.length > SHOWN_MAX ? ', …' : '';
    throw new UsageError('LT001', `--only ${text}: there is no such submission.`, [
      `There are: ${some.join(', ')}${more}`,
    ]);
  }
  return sources.filter((source) => patterns.some(({ pattern }) => fits(source, pattern)));
}

function namesOf({ id, students }: Source): string[] {
  const names = [id, ...students.flatMap((each) => [each.id, each.email, each.name])];
  return names.filter((name) => name !== undefined);
}

/** `a*` as a pattern for whole names, in upper or lower case. */
function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
