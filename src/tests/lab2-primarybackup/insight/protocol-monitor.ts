import type { Address } from '../../../index.js';
import { Ping, STARTUP_VIEWNUM, type View, ViewReply } from '../given/lab2.js';
import {
  type ActingStep,
  acts,
  type Finding,
  type Monitor,
  type StoryMessage,
  type StoryStep,
} from '../../../testing.js';
import { finding, show } from './advice.js';
import { newestViewIn } from './contents.js';
import { HARMS, NO_SERVICE } from './harms.js';
import { ServerKnowledge, type CommandTrail, type Snapshot } from './server-knowledge.js';

/** An acknowledgement of a view that came too early; which mistake that is shows later. */
interface EarlyAcknowledgement {
  readonly at: number;
  readonly view: View;
}

/**
 * Watches the rules of the protocol between servers and clients. It relies on the given messages,
 * on who answers whom, and on which command a message carries; what a student's own message means
 * beyond that is not guessed: if it could be right, it gets the benefit of the doubt.
 */
export class ProtocolMonitor implements Monitor {
  readonly #knowledge = new ServerKnowledge();
  readonly #nameOf: (value: object) => string;
  /** The views each server has acknowledged as their primary. */
  readonly #acknowledged = new Map<Address, Set<number>>();
  /** By primary: the newest view in which it has sent its backup what may be its state. */
  readonly #stateSent = new Map<Address, number>();
  readonly #early = new Map<Address, EarlyAcknowledgement>();
  /** Nodes that exist: a test of the view server alone pings in the name of others. */
  readonly #added = new Set<Address>();
  /** The views that the view server has announced to anybody, by number. */
  readonly #announced = new Map<number, View>();
  /** The highest number that each server has pinged. */
  readonly #pinged = new Map<Address, number>();
  /** The numbers of the views that each server has heard of since it last pinged that number. */
  readonly #heardSince = new Map<Address, Set<number>>();

  constructor(nameOf: (value: object) => string) {
    this.#nameOf = nameOf;
  }

  see(step: StoryStep): readonly Finding[] {
    if (!acts(step)) return [];
    if (step.kind === 'add') this.#added.add(step.node);
    const findings: Finding[] = [];
    if (step.kind === 'deliver' && step.effects.results.length > 0) {
      findings.push(...this.#answered(step.node, step.message));
    }
    const known = this.#knowledge.of(step.node).view.viewNum;
    this.#knowledge.receive(step);
    if (step.kind === 'deliver') {
      this.#hear(step.node, step.message);
      findings.push(...this.#repeats(step, known));
    }
    for (const sent of step.effects.sends) {
      if (sent.message instanceof ViewReply) {
        this.#announced.set(sent.message.view.viewNum, sent.message.view);
      }
      if (sent.message instanceof Ping) findings.push(...this.#ping(sent.from, step));
      else findings.push(...this.#sentOn(sent));
      this.#knowledge.send(sent, step);
    }
    return findings;
  }

  /** At the end of a story: acknowledgements of views whose backup was never sent anything. */
  end(): readonly Finding[] {
    return [...this.#early].map(([primary, { at, view }]) => {
      const what =
        `${primary} acknowledged view ${show(view)} with Ping(${view.viewNum}) and never ` +
        `sent ${String(view.backup)} its state`;
      const found = finding('state-missing-after-view-change', at, what);
      // A server that waits for the state executes nothing.
      return { ...found, harms: { ...found.harms, ...NO_SERVICE } };
    });
  }

  // ----- views -----

  #ping(from: Address, step: ActingStep): Finding[] {
    const { confirmed } = this.#knowledge.of(from);
    const numbers = step.effects.sends.flatMap((sent) =>
      sent.from === from && sent.message instanceof Ping ? [sent.message.viewNum] : [],
    );
    const viewNum = Math.max(...numbers);
    const view = this.#viewPinged(from, viewNum);
    const isNews = view.viewNum > this.#knowledge.of(from).view.viewNum;
    const findings = this.#backwards(from, viewNum, step.at);
    const acknowledged = this.#acknowledged.get(from) ?? new Set();
    this.#acknowledged.set(from, acknowledged);
    if (viewNum !== view.viewNum || view.primary !== from) return findings;
    if (acknowledged.has(viewNum)) return findings;
    acknowledged.add(viewNum);
    if (view.backup === null || (confirmed.has(view.backup) && !isNews)) return findings;
    const early = { at: step.at, view };
    const isSending = step.effects.sends.some((sent) => this.#isState(sent));
    if (isSending || this.#stateSent.get(from) === viewNum) {
      return [...findings, earlyFinding(from, early)];
    }
    this.#early.set(from, early);
    return findings;
  }

  /** The view that a server pings: a part of it may know it without the rest. */
  #viewPinged(from: Address, viewNum: number): View {
    const { view } = this.#knowledge.of(from);
    const isNews = viewNum > view.viewNum && this.#added.has(from);
    return (isNews ? this.#announced.get(viewNum) : undefined) ?? view;
  }

  #backwards(from: Address, viewNum: number, at: number): Finding[] {
    const highest = this.#pinged.get(from) ?? STARTUP_VIEWNUM;
    // What is no number at all is no older view.
    if (!(viewNum < highest)) {
      if (viewNum > highest) this.#pinged.set(from, viewNum);
      this.#heardSince.delete(from);
      return [];
    }
    const what = `${from} sent Ping(${viewNum}) after Ping(${highest})`;
    const heard = this.#heardSince.get(from);
    const oldest = heard === undefined ? STARTUP_VIEWNUM : Math.min(...heard);
    // Who was told nothing but newer views knows them, and pings a wrong number.
    if (oldest > highest) return [];
    if (oldest < highest || this.#knowledge.of(from).view.viewNum !== highest) {
      return [finding('old-view-adopted', at, `${what}: it went back to an older view`)];
    }
    const again = `${what}: it was told view ${highest} once more, and enters it anew`;
    return [{ ...finding('transfer-repeated', at, again), harms: HARMS['old-view-adopted'] }];
  }

  #hear(server: Address, { message }: StoryMessage): void {
    const view = message instanceof ViewReply ? message.view : newestViewIn(message);
    if (view === undefined) return;
    const heard = this.#heardSince.get(server);
    if (heard === undefined) this.#heardSince.set(server, new Set([view.viewNum]));
    else heard.add(view.viewNum);
  }

  /** A primary that hears again of a view it has acknowledged sends its backup something. */
  #repeats(step: Extract<ActingStep, { kind: 'deliver' }>, known: number): Finding[] {
    const { node, effects, message } = step;
    if (!(message.message instanceof ViewReply)) return [];
    const { view } = message.message;
    if (view.viewNum !== known || this.#acknowledged.get(node)?.has(known) !== true) return [];
    const again = effects.sends.find(
      (sent) =>
        sent.to === view.backup && this.#knowledge.subjectBetweenServers(sent) === undefined,
    );
    if (again === undefined) return [];
    const name = this.#nameOf(again.message);
    return [
      finding(
        'transfer-repeated',
        step.at,
        `${node} was told view ${show(view)} again, which it had acknowledged, and sent ` +
          `${again.to} another ${name}`,
      ),
    ];
  }

  // ----- operations -----

  #sentOn(sent: StoryMessage): Finding[] {
    const { from, to } = sent;
    const { view } = this.#knowledge.of(from);
    if (view.primary !== from || view.backup !== to) return [];
    if (this.#knowledge.subjectBetweenServers(sent) !== undefined) return [];
    this.#stateSent.set(from, view.viewNum);
    const early = this.#early.get(from);
    if (early?.view.viewNum !== view.viewNum) return [];
    this.#early.delete(from);
    return [earlyFinding(from, early)];
  }

  /** Whether a message goes from a primary to its backup and is not about a single command. */
  #isState(sent: StoryMessage): boolean {
    const { view } = this.#knowledge.of(sent.from);
    const isToBackup = view.primary === sent.from && view.backup === sent.to;
    return isToBackup && this.#knowledge.subjectBetweenServers(sent) === undefined;
  }

  /** A message gave a client its result, so its sender answered. */
  #answered(client: Address, answer: StoryMessage): Finding[] {
    const { from } = answer;
    const sent = this.#knowledge.whenSent(answer);
    if (sent === undefined) return [];
    const { view, at } = sent;
    if (view.primary !== from) {
      const told = view.viewNum === STARTUP_VIEWNUM ? 'no view yet' : `view ${show(view)}`;
      const what = `${from} answered ${client} although it had been told ${told}`;
      return [finding('non-primary-answers', at, what)];
    }
    const other = this.#askedByAnother(client, sent);
    if (other !== undefined) {
      const what = `${from} answered ${client} when ${other}: it took one for the other`;
      return [finding('answer-of-another', at, what)];
    }
    const trail = sent.trails.get(client);
    if (trail?.index !== this.#knowledge.commandCount(client)) return [];
    if (view.backup === null || trail.wasAlone || trail.cameFromServer) return [];
    return this.#withBackup(client, from, sent, trail);
  }

  /**
   * The one command that made the server answer, if it is an unanswered command of another client.
   */
  #askedByAnother(client: Address, { step, view }: Snapshot): string | undefined {
    if (step.kind !== 'deliver' || step.message.from !== view.backup) return undefined;
    const about = this.#knowledge.subjectBetweenServers(step.message);
    if (about === undefined || about.clients.length === 0) return undefined;
    const isAnswered = (one: Address): boolean => step.effects.sends.some(({ to }) => to === one);
    if (about.clients.some((one) => one === client || isAnswered(one))) return undefined;
    const [whose] = about.clients;
    return `${step.message.from} had accepted a command of ${String(whose)}`;
  }

  #withBackup(client: Address, primary: Address, sent: Snapshot, trail: CommandTrail): Finding[] {
    const { view, at } = sent;
    const what = `${primary} answered ${client} in view ${show(view)}`;
    if (trail.confirmers.size === 0) {
      return [finding(this.#unconfirmed(sent, trail), at, `${what} ${this.#why(sent, trail)}`)];
    }
    const isOutdated = (theirs: View): boolean =>
      theirs.viewNum > view.viewNum && theirs.primary !== primary;
    const words = [...trail.confirmers.values()];
    const newer = words.find(isOutdated);
    if (newer !== undefined && words.every(isOutdated)) {
      const word = `on the word of a server that had already been told view ${show(newer)}`;
      return [finding('stale-forward-accepted', at, `${what} ${word}`)];
    }
    return this.#onOldWord(what, primary, sent);
  }

  /** The answer was triggered by something that the backup sent before it heard of this view. */
  #onOldWord(what: string, primary: Address, { step, view, at }: Snapshot): Finding[] {
    if (step.kind !== 'deliver' || step.message.from !== view.backup) return [];
    const word = this.#knowledge.whenSent(step.message);
    if (word === undefined || (word.heard.get(primary) ?? -1) >= view.viewNum) return [];
    const old = `on a message that ${view.backup} had sent in an earlier view`;
    return [finding('wrong-forward-reply', at, `${what} ${old}`)];
  }

  #unconfirmed(sent: Snapshot, trail: CommandTrail): Parameters<typeof finding>[0] {
    const { step, view, at, confirmedByBackup } = sent;
    const isAcknowledgement = step.kind === 'deliver' && step.message.from === view.backup;
    const isAsked = step.kind === 'deliver' && this.#knowledge.clients.has(step.message.from);
    if (isAcknowledgement && trail.forwardedAt !== undefined && trail.forwardedAt < at) {
      return 'wrong-forward-reply';
    }
    if (!confirmedByBackup) return 'served-during-transfer';
    const isRead = trail.subject?.command.startsWith('Get ') === true;
    if (isRead && trail.forwardedAt === undefined) return 'old-primary-reads';
    const isRetry = trail.forwardedAt !== undefined && trail.forwardedAt < at && isAsked;
    return isRetry ? 'primary-executes-first' : 'reply-before-backup';
  }

  #why({ confirmedByBackup, view }: Snapshot, { forwardedAt, subject }: CommandTrail): string {
    if (!confirmedByBackup) {
      return `although ${String(view.backup)} had acknowledged nothing yet in that view`;
    }
    // A command that is not of the given classes may well have been sent on.
    if (subject === undefined) {
      return `although nothing had come back from ${String(view.backup)} since it was asked`;
    }
    return forwardedAt === undefined
      ? `without having sent the command to ${String(view.backup)}`
      : `although nothing had come back from ${String(view.backup)} since it was sent the command`;
  }
}

function earlyFinding(primary: Address, { at, view }: EarlyAcknowledgement): Finding {
  return finding(
    'ack-before-transfer',
    at,
    `${primary} acknowledged view ${show(view)} with Ping(${view.viewNum}) before ` +
      `${String(view.backup)} had answered to anything that it was sent in that view`,
  );
}
