import type { Page } from './page.js';
import { branchOf } from './state.js';

/** Moves along the selected branch. */
export function stepBy({ state, send }: Page, by: number): void {
  const branch = branchOf(state);
  const at = branch.findIndex(({ id }) => id === (state.heading ?? state.here?.id));
  const to = at + by;
  if (to === -1) send({ kind: 'travel', to: 0 });
  else if (branch[to] !== undefined) send({ kind: 'travel', to: branch[to].id });
}

/** Goes back to before the step that led here; what was done from here remains as a branch. */
export function undo({ state, send }: Page): void {
  const parent = state.entries.get(state.heading ?? state.here?.id ?? 0)?.parent;
  if (parent !== undefined) send({ kind: 'travel', to: parent });
}

/** Goes to the branch's first or last step. */
export function toEnd({ state, send }: Page, isLast: boolean): void {
  const branch = branchOf(state);
  const entry = isLast ? branch.at(-1) : branch[0];
  if (entry !== undefined) send({ kind: 'travel', to: entry.id });
}

/** What a key does, unless the focus is in a text field. */
export function keyed(page: Page, event: KeyboardEvent): 'help' | 'done' | 'nothing' {
  if (event.ctrlKey || event.metaKey || event.altKey) return 'nothing';
  const target = event.target as HTMLElement;
  if (target.closest('input, select, textarea, dialog') !== null) return 'nothing';
  switch (event.key) {
    case 'n':
    case 'ArrowRight':
      stepBy(page, 1);
      return 'done';
    case 'p':
    case 'ArrowLeft':
      stepBy(page, -1);
      return 'done';
    case 'u':
      undo(page);
      return 'done';
    case 'Home':
    case 'End':
      toEnd(page, event.key === 'End');
      return 'done';
    case 'd':
      [...document.querySelectorAll<HTMLElement>('.node button.take:enabled')]
        .find((button) => button.checkVisibility())
        ?.focus();
      return 'done';
    case '/':
      document.querySelector<HTMLElement>('#search')?.focus();
      return 'done';
    case '?':
      return 'help';
    default:
      return 'nothing';
  }
}
