import { rootAddress } from '../../../index.js';
import { INITIAL_VIEWNUM, Ping, type View, ViewReply } from '../given/lab2.js';
import type { MessageView, Predicate, Truth } from '../../../testing.js';
import { isView, serverOf, viewText } from './view-text.js';

/** A rule of the view server, or the protocol's first, which is about views too. */
export type ViewRule =
  'rule 1' | 'view server: acknowledgement' | 'view server: same pair' | 'view server: numbers';

export interface ViewBreach {
  readonly rule: ViewRule;
  readonly message: string;
}

/** What is wrong with the view that followed another one. */
export function breachesOfChange(
  before: View,
  next: View,
  isAcknowledged: boolean,
): readonly ViewBreach[] {
  const breaches: ViewBreach[] = [];
  const change = `${viewText(before)} was followed by ${viewText(next)}`;
  const say = (rule: ViewRule, message: string): void => {
    breaches.push({ rule, message });
  };
  if (next.viewNum !== before.viewNum + 1) say('view server: numbers', change);
  if (next.primary !== before.primary && next.primary !== before.backup) {
    say('rule 1', `${change}: ${String(next.primary)} was neither its primary nor its backup`);
  }
  if (!isAcknowledged) {
    const missing = `${String(before.primary)} had never sent Ping(${before.viewNum})`;
    say('view server: acknowledgement', `${change}, but ${missing}`);
  }
  if (next.primary === before.primary && next.backup === before.backup) {
    say('view server: same pair', `${change}: the same primary and backup`);
  }
  return breaches;
}

/** The announced views follow the view server's rules, as far as a search can tell. */
export const VIEWS_OK: Predicate = {
  name: 'VIEWS_OK',
  kind: 'messages',
  test(messages): Truth | boolean {
    const views: View[] = [];
    for (const { message } of messages) {
      if (!(message instanceof ViewReply) || message.view.viewNum < INITIAL_VIEWNUM) continue;
      const { view } = message;
      const same = views.find(({ viewNum }) => viewNum === view.viewNum);
      if (same === undefined) views.push(view);
      else if (!isView(view, same)) return broken(`${viewText(same)} and ${viewText(view)}`);
    }
    views.sort((a, b) => a.viewNum - b.viewNum);
    for (const [i, next] of views.slice(1).entries()) {
      const before = views[i] as View;
      const [breach] = breachesOfChange(before, next, hasAcknowledged(before, messages));
      if (breach !== undefined) return broken(breach.message);
    }
    return true;
  },
};

function broken(detail: string): Truth {
  return { holds: false, detail };
}

function hasAcknowledged({ primary, viewNum }: View, messages: readonly MessageView[]): boolean {
  return messages.some(({ from, message }) => {
    const isPing = message instanceof Ping && message.viewNum === viewNum;
    return isPing && rootAddress(from) === serverOf(primary);
  });
}
