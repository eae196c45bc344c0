import type { Address } from '../../../index.js';
import { Ping, STARTUP_VIEWNUM, ViewReply, type View } from '../given/lab2.js';
import type { Finding, StoryMessage } from '../../../testing.js';
import { isView, viewIn, viewText, type ExpectedView } from '../steps/view-text.js';
import { finding, show } from './advice.js';

/** What the messages of a search show about the view that its goal asks for. */
export interface WantedView {
  /** The goal's name, which begins with the view. */
  readonly goal: string;
  /** Every distinct message sent in any state. */
  readonly sent: readonly StoryMessage[];
  /** The views that were announced on the path, in order. */
  readonly told: readonly View[];
  readonly endsAt: number;
}

const NEVER = 'in no reachable state';

/**
 * A view that its goal asks for and that the view server announces in no reachable state, although
 * the view before it was acknowledged: what it does instead shows which rule it breaks.
 */
export function whatIsNotAnnounced({ goal, sent, told, endsAt }: WantedView): Finding[] {
  const wanted = viewIn(goal);
  if (wanted === undefined) return [];
  const announced = sent.flatMap(({ message }) =>
    message instanceof ViewReply && message.view.viewNum === wanted.viewNum ? [message.view] : [],
  );
  if (announced.some((view) => isView(view, wanted))) return [];
  const before = told.findLast(({ viewNum }) => viewNum === wanted.viewNum - 1);
  if (before === undefined || !isAcknowledged(before, sent)) return [];
  const cause = whatIsBroken(before, wanted, announced);
  if (cause === undefined) return [];
  const instead = [...new Set(announced.map((view) => show(view)))].sort();
  const others = instead.length === 0 ? 'no other view' : `view ${instead.join(' or ')}`;
  const what =
    `view ${show(before)} was acknowledged, and ${viewText(wanted)} is announced ${NEVER}; after ` +
    `it comes ${others}`;
  return [finding(cause, endsAt, what)];
}

function isAcknowledged(view: View, sent: readonly StoryMessage[]): boolean {
  const { viewNum, primary } = view;
  if (viewNum === STARTUP_VIEWNUM) return true;
  // If views of that number differ from state to state, a ping may be about a different one.
  const isOnly = sent.every(({ message }) => {
    const isReply = message instanceof ViewReply && message.view.viewNum === viewNum;
    return !isReply || isView(message.view, view);
  });
  if (!isOnly) return false;
  return sent.some(({ from, message }) => {
    return from === primary && message instanceof Ping && message.viewNum === viewNum;
  });
}

/** Derived from what became of the view before: which server had to leave or join, and did not. */
function whatIsBroken(
  before: View,
  wanted: ExpectedView,
  announced: readonly View[],
): Parameters<typeof finding>[0] | undefined {
  const beside = announced.find(({ primary }) => primary === wanted.primary);
  // Who leaves the place of the backup empty beside another primary could do so here, too.
  const isSeenAlone = announced.some(({ backup }) => backup === null);
  if (beside !== undefined) {
    const wrong = wrongBackup(before, wanted.backup, beside.backup);
    if (wrong !== undefined || wanted.backup !== null || !isSeenAlone) return wrong;
  }
  if (wanted.primary === before.backup) return 'vs-dead-primary-kept';
  if (wanted.primary !== before.primary) return undefined;
  return before.backup === null ? 'vs-idle-server-ignored' : 'vs-dead-backup-kept';
}

/** The primary is right, but the backup is not the one it had to be. */
function wrongBackup(
  { primary, backup }: View,
  wanted: Address | null,
  found: Address | null,
): Parameters<typeof finding>[0] | undefined {
  if (wanted !== null) return found === null ? 'vs-idle-server-ignored' : undefined;
  return found === primary || found === backup ? 'vs-dead-server-in-view' : undefined;
}
