import { rootAddress, type Address } from '../../../index.js';
import {
  GetView,
  Ping,
  PingCheckTimer,
  STARTUP_VIEWNUM,
  type View,
  ViewReply,
} from '../given/lab2.js';
import {
  type ActingStep,
  acts,
  type Finding,
  type Monitor,
  type StoryStep,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { breachesOfChange } from '../steps/view-rules.js';
import { finding, show } from './advice.js';
import { HARMS } from './harms.js';
import { ViewRules, type Successor } from './liveness-rules.js';

/**
 * The most serious first: what is wrong with two views by themselves, whichever servers are alive.
 */
const CAUSE_OF_BREACH = [
  ['view server: numbers', 'vs-wrong-number'],
  ['view server: same pair', 'vs-same-pair-again'],
  ['rule 1', 'vs-wrong-primary'],
  ['view server: acknowledgement', 'vs-skips-acknowledgement'],
] as const;

/** A view change that the rules ask for and that has not been announced yet. */
interface Due {
  /** The step that made it due. */
  readonly at: number;
  readonly successor: Successor;
  /** Checks that fired since. */
  checks: number;
  /** The old view was announced in a later step. */
  isLate: boolean;
}

/**
 * Follows the rules in parallel with the view server, and notices where it breaks them. What the
 * view server does shows only when it announces its view; whatever could have been right at any
 * time since the last announcement counts as right.
 */
export class ViewServerMonitor implements Monitor {
  readonly #rules = new ViewRules();
  readonly #nameOf: (value: object) => string;
  #due: Due | undefined;
  /** A change that was due and did not happen, until another one does. */
  #late: Due | undefined;
  /** Since the view was last announced, at some time at which it could have been left: */
  readonly #lived = new Set<Address>();
  readonly #dead = new Set<Address>();
  /** The nodes that asked for the view. */
  readonly #asked = new Set<Address>();
  /** How many check timers are set and have not fired, as far as the story tells. */
  #checksWaiting = 0;

  constructor(nameOf: (value: object) => string) {
    this.#nameOf = nameOf;
  }

  see(step: StoryStep): readonly Finding[] {
    if (step.node !== VIEW_SERVER || !acts(step)) return [];
    const findings = step.kind === 'deliver' ? this.#received(step) : [];
    findings.push(...this.#setChecks(step));
    if (step.kind === 'fire' && step.timer instanceof PingCheckTimer) {
      this.#rules.check();
      if (this.#due !== undefined) this.#due.checks++;
    }
    this.#look(step.at);
    const told = step.effects.sends.findLast(({ message }) => message instanceof ViewReply);
    if (told === undefined) return findings;
    const wrong = this.#told((told.message as ViewReply).view, step.at);
    return wrong === undefined ? findings : [...findings, wrong];
  }

  /**
   * At the end of a story: a change that is overdue although the view server was asked again and
   * again.
   */
  overdue(): Finding | undefined {
    const late = this.#due?.isLate === true ? this.#due : this.#late;
    if (late === undefined) return undefined;
    const { at, successor, checks } = late;
    const { view } = this.#rules;
    const stays = `${VIEW_SERVER} stays in view ${show(view)}`;
    const { dead, primary, backups } = successor;
    if (dead === undefined) {
      const [who] = backups.length === 0 ? [primary] : backups;
      const why = view.primary === null ? '' : ' and the view is acknowledged';
      return finding('vs-idle-server-ignored', at, `${stays} although ${who} has pinged${why}`);
    }
    const cause = keptCause(view, dead);
    const since = checks === 0 ? 'and somebody has asked since' : `${checksText(checks)} ago`;
    return finding(
      cause,
      at,
      `${stays} although ${dead} sent no ping between two checks, ${since}`,
    );
  }

  #received(step: Extract<StoryStep, { kind: 'deliver' }>): Finding[] {
    const { from, message } = step.message;
    const own = this.#ownClass(message);
    if (own !== undefined) {
      const sent = `${from} sent ${VIEW_SERVER} a class ${own} of its own`;
      const what = `${sent}: that is not the ${own} of the lab`;
      return [finding('given-class-made-again', step.at, what)];
    }
    if (message instanceof GetView) this.#asked.add(from);
    if (message instanceof Ping) this.#rules.ping(from, message.viewNum);
    const answers = (sent: (typeof step.effects.sends)[number]): boolean =>
      sent.to === from && sent.message instanceof ViewReply;
    if (step.effects.sends.some(answers)) return [];
    const asked =
      message instanceof Ping
        ? `Ping(${message.viewNum})`
        : message instanceof GetView
          ? 'GetView'
          : undefined;
    if (asked === undefined) return [];
    const what = `${VIEW_SERVER} did not answer the ${asked} of ${from}`;
    return [finding('vs-does-not-answer', step.at, what)];
  }

  /** Where a second check timer waits, live servers are soon found dead: checks count time. */
  #setChecks(step: ActingStep): Finding[] {
    const hasFired = step.kind === 'fire' && step.timer instanceof PingCheckTimer;
    const before = this.#checksWaiting;
    const set = step.effects.sets?.filter((timer) => timer instanceof PingCheckTimer) ?? [];
    this.#checksWaiting = Math.max(0, before - (hasFired ? 1 : 0)) + set.length;
    if (before > 1 || this.#checksWaiting < 2) return [];
    const what =
      `${VIEW_SERVER} set a PingCheckTimer while another one waited: ${this.#checksWaiting} ` +
      `wait now, and a server is dead that sends no ping between any two that fire`;
    const found = finding('timers-multiply', step.at, what);
    return [{ ...found, harms: HARMS['vs-counts-intervals-wrong'], until: Infinity }];
  }

  /** A class of the student's own with the name of a given class. */
  #ownClass(message: object): string | undefined {
    const name = this.#nameOf(message);
    const isGiven = message instanceof Ping || message instanceof GetView;
    return !isGiven && ['Ping', 'GetView'].includes(name) ? name : undefined;
  }

  /** Notes which servers are alive and whether a change is due. */
  #look(at: number): void {
    const mayMove = this.#rules.acknowledged || this.#rules.view.primary === null;
    for (const server of mayMove ? this.#rules.everPinged : []) {
      (this.#rules.isAlive(server) ? this.#lived : this.#dead).add(server);
    }
    const successor = this.#rules.due();
    if (successor === undefined) {
      // What it should have done is still undone, though by now it would no longer help.
      if (this.#due?.isLate === true && this.#due.checks > 0) this.#late ??= this.#due;
      this.#due = undefined;
    } else this.#due ??= { at, successor, checks: 0, isLate: false };
  }

  #told(view: View, at: number): Finding | undefined {
    const before = this.#rules.view;
    if (isSame(view, before)) {
      if (this.#due !== undefined && this.#due.at < at) this.#due.isLate = true;
      this.#forget();
      return undefined;
    }
    const wrong = this.#judge(before, view, at);
    this.#rules.enter(view);
    this.#due = undefined;
    this.#late = undefined;
    this.#forget();
    this.#look(at);
    return wrong;
  }

  #forget(): void {
    this.#lived.clear();
    this.#dead.clear();
  }

  /** What is wrong with a change of views, if anything. */
  #judge(before: View, view: View, at: number): Finding | undefined {
    const isFirst = before.viewNum === STARTUP_VIEWNUM;
    const change = isFirst
      ? `the first view was ${show(view)}`
      : `view ${show(before)} was followed by ${show(view)}`;
    const say: Say = (cause, why) => finding(cause, at, `${change}: ${why}`);
    const part = [view.primary, view.backup].find(isPart);
    if (part !== undefined && part !== null) {
      return say('vs-part-in-view', `${part} is a part of ${rootAddress(part)}, and no server`);
    }
    if (view.primary !== null && view.primary === view.backup) {
      return say('vs-same-server-twice', `${view.primary} is its own backup there`);
    }
    if (view.primary === null) {
      return say('vs-wrong-number', `a view without a primary has number ${STARTUP_VIEWNUM}`);
    }
    if (isFirst) {
      const { nextNumber } = this.#rules;
      return view.viewNum === nextNumber
        ? this.#wrongBackup(view, say)
        : say('vs-wrong-number', `its number has to be ${nextNumber}`);
    }
    const { nextNumber } = this.#rules;
    if (view.viewNum > nextNumber) {
      const left = `it left view ${nextNumber} before anybody had been told of it`;
      const why = `${left}, let alone acknowledged it`;
      return say('vs-skips-acknowledgement', why);
    }
    const breaches = breachesOfChange(before, view, this.#rules.acknowledged);
    for (const [rule, cause] of CAUSE_OF_BREACH) {
      const breach = breaches.find((each) => each.rule === rule);
      if (breach !== undefined) return finding(cause, at, breach.message);
    }
    return this.#wrongTime(before, view, say) ?? this.#wrongBackup(view, say);
  }

  /** A server is dropped too early, or too late. */
  #wrongTime(before: View, view: View, say: Say): Finding | undefined {
    for (const server of [before.primary, before.backup]) {
      if (server === null || server === view.primary || server === view.backup) continue;
      if (this.#dead.has(server) || !this.#rules.isAlive(server)) continue;
      const silence = this.#rules.silenceOf(server);
      if (silence === 0) {
        return say('vs-live-server-left-out', `${server} had pinged since the last check`);
      }
      const why = `${checksText(silence)} had fired since the last ping of ${server}`;
      return say('vs-counts-intervals-wrong', `${why}, and it takes two`);
    }
    if (this.#due?.isLate !== true) return undefined;
    const { successor, checks } = this.#due;
    const later = `${checksText(checks)} after that`;
    if (successor.dead === undefined) {
      const [idle] = successor.backups;
      return say(
        'vs-idle-server-ignored',
        `${idle} had been waiting to be backup, and came ${later}`,
      );
    }
    if (checks === 0) {
      const cause = keptCause(before, successor.dead);
      return say(cause, `somebody was told view ${before.viewNum} when ${successor.dead} was dead`);
    }
    return say(
      'vs-counts-intervals-wrong',
      `${successor.dead} had to be left out ${checksText(checks)} earlier`,
    );
  }

  #wrongBackup(view: View, say: Say): Finding | undefined {
    const { backup } = view;
    if (backup === null) {
      const idle = this.#due?.successor.backups.find((server) => server !== view.primary);
      return idle === undefined
        ? undefined
        : say('vs-idle-server-ignored', `${idle} is alive and was not made backup`);
    }
    if (this.#lived.has(backup)) return undefined;
    if (this.#rules.everPinged.has(backup)) {
      return say('vs-dead-server-in-view', `${backup} had sent no ping between two checks`);
    }
    return this.#asked.has(backup)
      ? say('vs-getview-is-no-ping', `${backup} has sent GetView and never a Ping`)
      : say('vs-dead-server-in-view', `${backup} has never sent a Ping`);
  }
}

type Say = (cause: Parameters<typeof finding>[0], why: string) => Finding;

function keptCause({ primary }: View, dead: Address): Parameters<typeof finding>[0] {
  return dead === primary ? 'vs-dead-primary-kept' : 'vs-dead-backup-kept';
}

function isPart(address: Address | null): boolean {
  return address !== null && rootAddress(address) !== address;
}

function isSame(a: View, b: View): boolean {
  return a.viewNum === b.viewNum && a.primary === b.primary && a.backup === b.backup;
}

function checksText(checks: number): string {
  return checks === 1 ? 'one check' : `${checks} checks`;
}
