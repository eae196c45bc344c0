import type { Finding, LintSubject } from './lint.js';

export function lintSharedState(_subject: LintSubject): Finding[] {
  return [];
}
