import type { Address } from '../../../index.js';
import type { ActingStep, Finding, StoryMessage } from '../../../testing.js';
import { finding, show } from './advice.js';
import { answersIn, textOf } from './contents.js';
import type { ServerKnowledge } from './server-knowledge.js';
import type { Held, Word } from './held.js';

/** State that a server took over from a message. */
interface Taken {
  readonly viewNum: number;
  readonly sentAt: number;
  readonly content: string;
}

/**
 * Which server took over whose state, and what both servers of a view held when it was
 * acknowledged.
 */
export class Transfers {
  readonly #knowledge: ServerKnowledge;
  readonly #nameOf: (value: object) => string;
  readonly #taken = new Map<Address, Taken>();
  readonly #acknowledged = new Map<Address, number>();
  /** What each server held when it heard of its present view. */
  readonly #startedWith = new Map<Address, { readonly viewNum: number; readonly held: Held }>();
  /** Views whose backup, by all that it holds, took nothing over. */
  readonly #unclear: { readonly at: number; readonly what: string }[] = [];
  #isWithoutHistory = false;

  constructor(knowledge: ServerKnowledge, nameOf: (value: object) => string) {
    this.#knowledge = knowledge;
    this.#nameOf = nameOf;
  }

  /** Takes what a server held before a step in which it may have heard of a view. */
  holds(server: Address, held: Held): void {
    const { viewNum } = this.#knowledge.of(server).view;
    if (this.#startedWith.get(server)?.viewNum === viewNum) return;
    this.#startedWith.set(server, { viewNum, held });
  }

  /**
   * At the end of a story: a backup that had the same data before may have taken over the data
   * alone, or nothing; what other backups took over shows which.
   */
  end(): Finding[] {
    return this.#unclear.map(({ at, what }) => {
      const isSeen = this.#isWithoutHistory;
      return finding(
        isSeen ? 'history-not-transferred' : 'state-missing-after-view-change',
        at,
        what,
      );
    });
  }

  /** A message replaced the store of its receiver. */
  took({ node, at }: ActingStep, message: StoryMessage, isOperation: boolean): Finding[] {
    const sent = this.#knowledge.whenSent(message);
    if (sent === undefined) return [];
    const { view } = this.#knowledge.of(node);
    const { viewNum } = sent.view;
    const last = this.#taken.get(node);
    this.#noteTaken(node, message);
    const takes = this.#takes(node, message);
    if (viewNum < view.viewNum) return [late(at, takes, viewNum, show(view))];
    if (last?.viewNum !== viewNum) return [];
    const isOlder = sent.at < last.sentAt && textOf(message.message) !== last.content;
    if (isOlder) {
      return [finding('transfer-late', at, `${takes}, older than what it had taken already`)];
    }
    if (isOperation) return [];
    const again = `a second time in view ${show(view)}: what it had executed since is gone`;
    return [finding('transfer-repeated', at, `${takes} ${again}`)];
  }

  /**
   * A message carried what its receiver already held. The receiver may have taken it over, which
   * makes the next transfer the second. It did if the message changed it and made it answer.
   */
  tookTheSame(step: ActingStep, message: StoryMessage, before: Held, after: Held): Finding[] {
    const { node, at, effects } = step;
    this.#noteTaken(node, message);
    const sent = this.#knowledge.whenSent(message);
    const { view } = this.#knowledge.of(node);
    const isOld = sent !== undefined && sent.view.viewNum < view.viewNum;
    if (!isOld || view.backup !== node || message.from !== view.primary) return [];
    const hasAnswered = effects.sends.some(({ to }) => to === message.from);
    const isChanged = textOf(before.state) !== textOf(after.state);
    if (!hasAnswered || !isChanged) return [];
    return [late(at, this.#takes(node, message), sent.view.viewNum, show(view))];
  }

  /** A primary acknowledges a view: by now, its backup must hold what it holds. */
  acknowledged(
    primary: Address,
    viewNum: number,
    own: Held,
    theirs: Word | undefined,
    at: number,
  ): Finding[] {
    const { view, toldAt, confirmed, forwardedAt } = this.#knowledge.of(primary);
    const { backup } = view;
    if (view.primary !== primary || viewNum !== view.viewNum || backup === null) return [];
    if (this.#acknowledged.get(primary) === viewNum || !confirmed.has(backup)) return [];
    this.#acknowledged.set(primary, viewNum);
    if (theirs === undefined) return [];
    // If the primary serves already, the backup may have executed something first.
    if (forwardedAt >= toldAt) return [];
    const acknowledges = `${primary} acknowledged view ${show(view)}`;
    if (theirs.store !== own.store) {
      const what = `${acknowledges}, but ${backup} did not hold the same data as ${primary}`;
      return [finding('state-missing-after-view-change', at, what)];
    }
    return this.#historyDiffering(acknowledges, backup, own, theirs, at);
  }

  /** Both hold the same data: do they remember the same answers? */
  #historyDiffering(
    acknowledges: string,
    backup: Address,
    own: Held,
    theirs: Held,
    at: number,
  ): Finding[] {
    const differing = this.#answerDiffering(own, theirs);
    const isSame =
      theirs.history === undefined || own.history === undefined || theirs.history === own.history;
    if (differing === undefined && isSame) return [];
    const before = this.#startedWith.get(backup)?.held;
    const hasTakenData = before === undefined || before.store !== theirs.store;
    const hasOwnAnswers = before !== undefined && this.#sameAnswers(before, theirs);
    if (differing?.isOlder === true && !(hasTakenData && hasOwnAnswers)) {
      const older = `an older answer of ${differing.client}`;
      const what = `${acknowledges}, but ${backup} still held ${older}`;
      return [finding('state-missing-after-view-change', at, what)];
    }
    const history =
      differing === undefined
        ? 'the same at-most-once history'
        : differing.isOlder
          ? `the answers that go with it: it kept its own to ${differing.client}`
          : `what ${differing.client} was answered`;
    const what = `${acknowledges}; ${backup} had the data, but not ${history}`;
    if (hasTakenData || !hasOwnAnswers) {
      this.#isWithoutHistory = true;
      return [finding('history-not-transferred', at, what)];
    }
    this.#unclear.push({ at, what: `${what}: in that view, it has taken nothing over` });
    return [];
  }

  #sameAnswers(before: Held, now: Held): boolean {
    const { clients } = this.#knowledge;
    const [old, kept] = [answersIn(before.state, clients), answersIn(now.state, clients)];
    const isSame = [...kept].every(([client, answer]) => old.get(client) === answer);
    return isSame && old.size === kept.size && before.history === now.history;
  }

  /** A client whose last answer the two do not both keep; where it is the backup's, it is older. */
  #answerDiffering(
    own: Held,
    theirs: Held,
  ): { readonly client: Address; readonly isOlder: boolean } | undefined {
    const { clients } = this.#knowledge;
    const [ours, kept] = [answersIn(own.state, clients), answersIn(theirs.state, clients)];
    for (const [client, answer] of ours) {
      if (kept.get(client) === answer) continue;
      return { client, isOlder: kept.has(client) && own.history !== undefined };
    }
    // A server may remember whom it answered itself, besides the history that is transferred.
    if (own.history === theirs.history && own.history !== undefined) return undefined;
    const [extra] = [...kept.keys()].filter((client) => !ours.has(client));
    return extra === undefined ? undefined : { client: extra, isOlder: true };
  }

  #takes(node: Address, { from, message }: StoryMessage): string {
    return `${node} took over the state in ${this.#nameOf(message)} of ${from}`;
  }

  #noteTaken(node: Address, message: StoryMessage): void {
    const sent = this.#knowledge.whenSent(message);
    if (sent === undefined) return;
    const [last, { viewNum }] = [this.#taken.get(node), sent.view];
    if (last === undefined || viewNum > last.viewNum || sent.at > last.sentAt) {
      const content = textOf(message.message);
      this.#taken.set(node, { viewNum, sentAt: sent.at, content });
    }
  }
}

function late(at: number, takes: string, viewNum: number, view: string): Finding {
  const when = `sent in view ${viewNum}, although it is in view ${view} by now`;
  return finding('transfer-late', at, `${takes} ${when}`);
}
