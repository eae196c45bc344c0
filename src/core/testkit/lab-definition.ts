import type { ExpectedExports } from '../given/index.js';
import type { DrivenSystem } from './driven-system.js';
import type { LabTests } from './lab-test.js';
import type { LabInsight } from './story.js';

/**
 * All that a lab is: its `lab.ts` exports it as `lab`. What students import from `labtest/<name>`
 * stands beside it as `given/<name>.ts`; numbers, titles and points are in `lab-tests.yaml`.
 *
 * @example
 * ```ts
 * export const lab: LabDefinition = {
 *   exports: { EchoServer: { role: 'node', parameters: ['address: Address'] } },
 *   tests: { '1.1': runTest(echo, (system) => { ... }) },
 * };
 * ```
 */
export interface LabDefinition {
  /** What submissions export. */
  readonly exports: ExpectedExports;
  /** By number, `'2.14'`: one for each test of `lab-tests.yaml`. */
  readonly tests: LabTests;
  /** What is known of failures of the lab. */
  readonly insight?: LabInsight | undefined;
  /** How a person drives it in the debugger, without any of its tests. */
  readonly driven?: DrivenSystem | undefined;
  /** The mistakes that the insight can name, each with what it means. */
  readonly causes?: Readonly<Record<string, string>> | undefined;
}
