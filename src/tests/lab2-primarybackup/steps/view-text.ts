import { rootAddress, type Address } from '../../../index.js';
import { toAddress } from '../../../testing.js';
import type { View } from '../given/lab2.js';

/** What a test expects of a view: its servers, and its number if that matters. */
export interface ExpectedView {
  readonly primary: Address | null;
  readonly backup: Address | null;
  readonly viewNum?: number | undefined;
}

/** Whether a view is the expected one; a part of a server in it counts as the server. */
export function isView(view: View, expected: ExpectedView): boolean {
  return (
    serverOf(view.primary) === expected.primary &&
    serverOf(view.backup) === expected.backup &&
    (expected.viewNum === undefined || view.viewNum === expected.viewNum)
  );
}

/** The server that an entry of a view names, by its own address or that of a part. */
export function serverOf(entry: Address | null): Address | null {
  return entry === null ? null : rootAddress(entry);
}

/** `view 2 {server1, server2}`, or `{server1, –}` if the number does not matter. */
export function viewText({ primary, backup, viewNum }: ExpectedView): string {
  const servers = `{${primary ?? '–'}, ${backup ?? '–'}}`;
  return viewNum === undefined ? servers : `view ${viewNum} ${servers}`;
}

/** That a view was acknowledged, as a milestone on the way to the next one. */
export function acknowledgedText(viewNum: number): string {
  return `view ${viewNum} was acknowledged by its primary`;
}

/** The numbered view at the beginning of a text, as {@link viewText} writes it. */
export function viewIn(text: string): (ExpectedView & { readonly viewNum: number }) | undefined {
  const [, viewNum, primary, backup] = /^view (\d+) \{(\S+), (\S+)\}/.exec(text) ?? [];
  if (primary === undefined || backup === undefined) return undefined;
  return { viewNum: Number(viewNum), primary: entryIn(primary), backup: entryIn(backup) };
}

function entryIn(text: string): Address | null {
  return text === '–' ? null : toAddress(text);
}
