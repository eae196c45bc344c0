import type { Address } from '../../../index.js';
import type { View } from '../../../lab2.js';

/** What a test expects of a view: its servers, and its number where that matters. */
export interface ExpectedView {
  readonly primary: Address | null;
  readonly backup: Address | null;
  readonly viewNum?: number | undefined;
}

/** Whether a view is the expected one. */
export function isView(view: View, expected: ExpectedView): boolean {
  return (
    view.primary === expected.primary &&
    view.backup === expected.backup &&
    (expected.viewNum === undefined || view.viewNum === expected.viewNum)
  );
}

/** `view 2 {server1, server2}`, `{server1, –}` where the number does not matter. */
export function viewText({ primary, backup, viewNum }: ExpectedView): string {
  const servers = `{${primary ?? '–'}, ${backup ?? '–'}}`;
  return viewNum === undefined ? servers : `view ${viewNum} ${servers}`;
}
