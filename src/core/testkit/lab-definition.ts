import type { ExpectedExports } from '../given/index.js';
import type { DrivenSystem } from './driven-system.js';
import type { LabTests } from './lab-test.js';
import type { LabInsight } from './story.js';

/**
 * The definition of a lab, which its `lab.ts` exports as `lab`. What students import from
 * `labtest/<name>` is in `given/<name>.ts` beside it; numbers, titles and points are in
 * `lab-tests.yaml`.
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
  /** What submissions have to export. */
  readonly exports: ExpectedExports;
  /** The tests by number, such as `'2.14'`: one for each test in `lab-tests.yaml`. */
  readonly tests: LabTests;
  /** How to diagnose failures of this lab. */
  readonly insight?: LabInsight | undefined;
  /** How a person drives it in the debugger, without any of its tests. */
  readonly driven?: DrivenSystem | undefined;
  /** The causes that the insight can name, each with its meaning. */
  readonly causes?: Readonly<Record<string, string>> | undefined;
}
