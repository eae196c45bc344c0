import type { Address } from '../../index.js';
import { Ping, STARTUP_VIEWNUM, View, ViewReply } from '../../lab2.js';
import type { Finding, Monitor, StoryMessage, StoryStep } from '../../testing.js';
import { ServerKnowledge, type CommandTrail, type Snapshot } from './server-knowledge.js';
import { breachesOfChange } from './view-rules.js';

/** What the rules say, in the course's words. */
const ADVICE = {
  'rule 1': 'The primary of view i+1 must have been the primary or the backup of view i.',
  'rule 2':
    'The primary waits until the backup has accepted each operation before it executes it and ' +
    'answers the client.',
  'rule 3': 'A backup accepts a forwarded operation only if the view is right.',
  'rule 4': 'A server that is not the primary rejects client requests.',
  'rule 5':
    'Every operation is entirely before or entirely after a state transfer; none is served ' +
    'while one is in progress.',
  'rule 6':
    'The primary acknowledges a view with a new backup only after the backup has acknowledged ' +
    'the complete state; until then it pings with the old number, or not at all.',
  'view server: acknowledgement':
    'The view server never moves on from view i until the primary of i has sent Ping(i).',
  'view server: same pair':
    'Consecutive views differ in primary or backup: never a new number for the same pair.',
  'view server: numbers': 'View numbers grow by one.',
} as const;

type Rule = keyof typeof ADVICE;

type Say = (rule: Rule, message: string) => void;

/**
 * Watches the six rules of the protocol and the view server's own. It relies on the given messages
 * and on who answers whom alone, so it works for every solution. Where a message of the student's
 * own could mean anything, it gives the benefit of the doubt.
 */
export class RuleMonitor implements Monitor {
  readonly #knowledge = new ServerKnowledge();
  /** The newest view the view server has told anybody. */
  #newest = new View(STARTUP_VIEWNUM, null, null);
  /** The newest view whose primary has acknowledged it to the view server. */
  #acknowledged: number = STARTUP_VIEWNUM;

  see(step: StoryStep): readonly Finding[] {
    if (step.kind === 'crash' || step.kind === 'drop') return [];
    const findings: Finding[] = [];
    const say: Say = (rule, message) => {
      if (findings.some((finding) => finding.rule === rule)) return;
      findings.push({ at: step.at, rule, message, advice: ADVICE[rule] });
    };
    if (step.kind === 'deliver') {
      this.#acknowledge(step.message);
      if (step.effects.results.length > 0) this.#answered(step.node, step.message, say);
    }
    this.#knowledge.receive(step);
    for (const sent of step.effects.sends) {
      const { message, from } = sent;
      if (message instanceof ViewReply) this.#told(message.view, say);
      else if (message instanceof Ping) this.#pinged(from, message.viewNum, say);
      this.#knowledge.send(sent);
    }
    return findings;
  }

  #acknowledge({ from, message }: StoryMessage): void {
    const { primary, viewNum } = this.#newest;
    if (message instanceof Ping && from === primary && message.viewNum === viewNum) {
      this.#acknowledged = viewNum;
    }
  }

  /** The view server tells of a view. */
  #told(view: View, say: Say): void {
    const before = this.#newest;
    if (view.viewNum <= before.viewNum) return;
    this.#newest = view;
    if (before.viewNum === STARTUP_VIEWNUM) return;
    const breaches = breachesOfChange(before, view, this.#acknowledged >= before.viewNum);
    for (const { rule, message } of breaches) say(rule, message);
  }

  /** A server pings; as primary it may acknowledge a view by it. */
  #pinged(from: Address, viewNum: number, say: Say): void {
    const { view, heardSince, acknowledged } = this.#knowledge.of(from);
    if (viewNum !== view.viewNum || view.primary !== from || acknowledged.has(viewNum)) return;
    acknowledged.add(viewNum);
    if (view.backup === null || heardSince.has(view.backup)) return;
    say(
      'rule 6',
      `${from} acknowledged view ${show(view)} with Ping(${viewNum}), but ${view.backup} had ` +
        `sent it nothing since it was told of that view`,
    );
  }

  /** A message gave a client its result: its sender answered. */
  #answered(client: Address, answer: StoryMessage, say: Say): void {
    const { from } = answer;
    const sent = this.#knowledge.whenSent(answer);
    if (sent === undefined || sent.view.viewNum === STARTUP_VIEWNUM) return;
    const { view } = sent;
    if (view.primary !== from) {
      say('rule 4', `${from} answered ${client} although it had been told view ${show(view)}`);
      return;
    }
    const trail = sent.trails.get(client);
    if (trail?.index !== this.#knowledge.commandCount(client)) return;
    if (view.backup !== null && !trail.wasAlone && !trail.cameFromServer) {
      this.#answeredWithBackup(client, from, sent, trail, say);
    }
  }

  #answeredWithBackup(
    client: Address,
    from: Address,
    { view, heardBackup }: Snapshot,
    { confirmers }: CommandTrail,
    say: Say,
  ): void {
    if (confirmers.size === 0) {
      const rule = heardBackup ? 'rule 2' : 'rule 5';
      say(
        rule,
        `${from} answered ${client} in view ${show(view)} although no server that could know ` +
          `of the command had sent it anything` +
          (heardBackup ? '' : `, and ${String(view.backup)} nothing at all since that view`),
      );
      return;
    }
    const isOutdated = (theirs: View): boolean =>
      theirs.viewNum > view.viewNum && theirs.primary !== from;
    const words = [...confirmers.values()];
    const newer = words.find(isOutdated);
    if (newer !== undefined && words.every(isOutdated)) {
      say(
        'rule 3',
        `${from} answered ${client} in view ${show(view)} on the word of a server that had ` +
          `already been told view ${show(newer)}`,
      );
    }
  }
}

/** `3 {server2, –}` */
export function show(view: View): string {
  return `${view.viewNum} {${view.primary ?? '–'}, ${view.backup ?? '–'}}`;
}
