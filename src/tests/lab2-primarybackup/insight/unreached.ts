import type { Address } from '../../../index.js';
import { GetView, Ping, PingTimer, STARTUP_VIEWNUM, ViewReply, type View } from '../given/lab2.js';
import type { Finding, StoryEvidence, StoryMessage } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { acknowledgedText, isView, viewIn } from '../steps/view-text.js';
import { finding, show } from './advice.js';
import { brings, commandText, holdsResult, numbersIn, type Subject } from './contents.js';
import { lockIn } from './lock.js';
import { samePair, Situation, type Participant } from './situation.js';
import { whatIsNotAnnounced } from './unannounced.js';

/**
 * Why a search did not find its goal, from every message sent in any state it saw: who heard of a
 * view and never acknowledges it, and how far a command without a result gets. If every state was
 * covered, what was never sent never will be.
 */
export function whatIsMissing(evidence: StoryEvidence): Finding[] {
  const { story, endsAt, everSent } = evidence;
  if (everSent === undefined) return [];
  const sent = [
    ...everSent,
    ...story.flatMap((step) => ('effects' in step ? step.effects.sends : [])),
  ];
  const missing = new Missing(new Situation(story, endsAt, evidence), sent, evidence);
  // If a budget ended the search, nothing is known of the states it did not reach; but to
  // acknowledge a view takes few steps, and the search went far beyond these.
  if (evidence.failure.limit !== undefined) return missing.unacknowledgedSoFar();
  // A goal about views says nothing about the results of clients.
  const isOfClients = evidence.failure.awaits === 'results';
  const told = story.flatMap((step) => ('effects' in step ? step.effects.sends : []));
  const goal = evidence.failure.predicate ?? '';
  const isDue = !missing.isNeverAcknowledged((viewIn(goal)?.viewNum ?? 0) - 1);
  const unannounced = isDue ? whatIsNotAnnounced({ goal, sent, told: viewsIn(told), endsAt }) : [];
  if (unannounced.length > 0) return unannounced;
  return [
    ...missing.silent(),
    ...missing.unheard(),
    ...missing.unacknowledged(),
    ...(isOfClients ? missing.unanswered() : []),
  ];
}

function viewsIn(messages: readonly StoryMessage[]): View[] {
  return messages.flatMap(({ message }) => (message instanceof ViewReply ? [message.view] : []));
}

class Missing {
  readonly #situation: Situation;
  readonly #sent: readonly StoryMessage[];
  readonly #evidence: StoryEvidence;
  readonly #newest: View;
  readonly #never: string;

  constructor(situation: Situation, sent: readonly StoryMessage[], evidence: StoryEvidence) {
    this.#situation = situation;
    this.#sent = sent;
    this.#evidence = evidence;
    const isWhole = evidence.failure.limit === undefined;
    this.#never = isWhole ? 'in no reachable state' : 'in no state that was searched';
    // The search was to stop at a view that only the last step announced, unless that is the view
    // to start from.
    const { story, endsAt, failure } = evidence;
    const reached = failure.kind === 'start' ? story : story.slice(0, -1);
    const { view } = new Situation(reached, endsAt, evidence);
    const wanted = viewIn(failure.predicate ?? '');
    const isWanted = wanted === undefined || view.viewNum < wanted.viewNum || isView(view, wanted);
    this.#newest = isWanted ? view : new Situation(story.slice(0, -1), endsAt, evidence).view;
  }

  /** A server whose PingTimer fired and was not set again no longer pings. */
  silent(): Finding[] {
    const { story } = this.#evidence;
    if (!this.#sent.some(({ message }) => message instanceof Ping)) {
      const what = `no server sends a ping, ${this.#never}: the view server knows of nobody`;
      return [finding('server-does-not-ping', 0, what)];
    }
    return this.#situation.servers.flatMap(({ address }) => {
      const fired = story.find((step) => {
        if (step.kind !== 'fire' || step.node !== address) return false;
        if (!(step.timer instanceof PingTimer) || step.effects.sets === undefined) return false;
        return !step.effects.sets.some((timer) => timer instanceof PingTimer);
      });
      if (fired === undefined) return [];
      const what = `the PingTimer of ${address} fired and was not set again: it pings no more`;
      return [finding('server-does-not-ping', fired.at, what)];
    });
  }

  /** Clients of the goal that ask for the view and are told none. */
  unheard(): Finding[] {
    const clients = this.#situation.clients.map(({ address }) => address);
    return clients
      .filter((client) => this.#isOfGoal(client) && this.#isUnanswered(client))
      .map((client) => this.#unheard(client));
  }

  #unheard(client: Address): Finding {
    const what = `${VIEW_SERVER} answers the GetView of ${client} ${this.#never}`;
    return finding('vs-does-not-answer', this.#situation.endsAt, what);
  }

  /** The primary of the view that the path reached never pings its number. */
  unacknowledged(): Finding[] {
    const { viewNum, primary, backup } = this.#newest;
    if (primary === null || viewNum === STARTUP_VIEWNUM) return [];
    if (!this.#isTold(primary)) return [];
    const address = primary;
    const own = this.#situation.of(primary);
    const knows = own?.view.viewNum === viewNum ? own : this.#situation.of(VIEW_SERVER);
    const toldAt = knows?.toldAt ?? 0;
    const numbers = this.#sent.flatMap(({ from, message }) =>
      from === address && message instanceof Ping ? [message.viewNum] : [],
    );
    const told = `${address} was told view ${show(this.#newest)}`;
    // In another state, it may be idle in a view of that number.
    const sends = numbers.includes(viewNum) ? 'acknowledges it with' : 'sends';
    if (numbers.includes(viewNum) && !this.isNeverAcknowledged(viewNum)) return [];
    const never = `${told}, and ${sends} Ping(${viewNum}) ${this.#never}`;
    const hasPinged = numbers.some((number) => number !== STARTUP_VIEWNUM);
    if (backup === null) {
      return [finding(hasPinged ? 'stuck-view-change' : 'view-never-acknowledged', toldAt, never)];
    }
    const there = this.#sentSince(toldAt, address, backup);
    const back = this.#sentSince(toldAt, backup, address);
    const state = there
      ? back
        ? `although it sends ${backup} something and ${backup} answers`
        : `${backup} answers nothing of what it sends there`
      : `and it sends ${backup} nothing`;
    const pair = samePair(this.#situation, this.#newest, (server) => this.#isTold(server));
    return [finding('stuck-view-change', toldAt, `${never}; ${state}${pair}`)];
  }

  /** The same, if a budget ended the search. */
  unacknowledgedSoFar(): Finding[] {
    return this.isNeverAcknowledged(this.#newest.viewNum) ? this.unacknowledged() : [];
  }

  /** Whether no primary of a view of this number acknowledges it, as a milestone shows. */
  isNeverAcknowledged(viewNum: number): boolean {
    const name = acknowledgedText(viewNum);
    const { milestones = [] } = this.#evidence.failure;
    return milestones.some((each) => each.name === name && each.steps === undefined);
  }

  /** Whether a server hears of the newest view in any state. */
  #isTold(server: Address): boolean {
    return this.#sent.some(({ to, message }) => {
      const isReply = to === server && message instanceof ViewReply;
      return isReply && message.view.viewNum === this.#newest.viewNum;
    });
  }

  /**
   * Whether a server sends another one anything that it had not sent by a given step of the path.
   */
  #sentSince(time: number, from: Address, to: Address): boolean {
    const before = this.#sentBefore(from, time);
    return this.#sent.some((sent) => sent.from === from && sent.to === to && !before.has(sent.id));
  }

  /** How far the commands of the goal's clients come: others may be kept from asking. */
  unanswered(): Finding[] {
    const waiting = this.#situation.allWaiting;
    const isNamed = this.#situation.clients.some(({ address }) => this.#isOfGoal(address));
    const asked = isNamed ? waiting.filter(({ address }) => this.#isOfGoal(address)) : waiting;
    return asked.flatMap((client) => this.#unanswered(client));
  }

  #isOfGoal(client: Address): boolean {
    return new RegExp(`\\b${client}\\b`).test(this.#evidence.failure.predicate ?? '');
  }

  #unanswered(client: Participant): Finding[] {
    const { address, waiting } = client;
    const primary = this.#situation.of(this.#newest.primary);
    if (waiting === undefined || primary === undefined) return [];
    const subject: Subject = { command: commandText(waiting.command), clients: [address] };
    const requests = this.#about(subject).filter(({ from }) => from === address);
    const at = this.#situation.endsAt;
    if (requests.length === 0) {
      if (this.#isUnanswered(address)) return [this.#unheard(address)];
      if (!this.#canRead(address)) return [];
      const what = `${address} waits and sends its command to nobody, ${this.#never}`;
      return [finding('lost-request', at, what)];
    }
    if (!requests.some(({ to }) => to === primary.address))
      return [this.#misled(client, primary, at)];
    const answers = this.#sent.filter((sent) => {
      return sent.from === primary.address && sent.to === address && !this.#isOld(sent, address);
    });
    if (answers.length > 0) return this.#notTaken(address, primary, requests, answers);
    return [this.#stopped(subject, primary, at)];
  }

  #misled({ address }: Participant, primary: Participant, at: number): Finding {
    const asks = this.#sent.some(({ from, message }) => {
      return from === address && message instanceof GetView;
    });
    const what =
      `${address} sends its command to others and never to ${primary.address}, the primary of ` +
      `view ${show(this.#newest)}, ${this.#never}`;
    return finding('client-never-asks-for-view', at, asks ? what : `${what}; it asks nobody`);
  }

  /** A client whose very command is answered with a result, which it does not take. */
  #notTaken(
    client: Address,
    { address }: Participant,
    requests: readonly StoryMessage[],
    answers: readonly StoryMessage[],
  ): Finding[] {
    const asked = requests.map(({ message }) => numbersIn(message)).filter(hasAny);
    const isOfCommand = ({ message }: StoryMessage): boolean => {
      const numbers = numbersIn(message);
      if (asked.length === 0 || numbers.length === 0) return true;
      return asked.some((own) => own.some((one) => numbers.includes(one)));
    };
    const answer = answers.find((sent) => holdsResult(sent.message) && isOfCommand(sent));
    if (answer === undefined) return [];
    const what =
      `${address} answers the command of ${client} with its ` +
      `${this.#evidence.nameOf(answer.message)}, and ${client} has its result ${this.#never}`;
    // A client that is wrong on the way there may have its reasons.
    return [
      { ...finding('answer-ignored', this.#situation.endsAt, what), harms: { unreached: 5 } },
    ];
  }

  /** The primary gets the command: does it send it on, and what becomes of that? */
  #stopped(subject: Subject, { address, toldAt }: Participant, at: number): Finding {
    const [client] = subject.clients;
    const { backup } = this.#newest;
    const before = this.#sentBefore(address, toldAt);
    const onward = this.#about(subject).filter(({ id, from, to }) => {
      return from === address && to === backup && !before.has(id);
    });
    const held = this.#evidence.held?.get(address);
    const lock = held && lockIn(held, subject, new Set(this.#clients()));
    if (onward.length === 0 && lock !== undefined) {
      const what =
        `${address} does nothing about the command of ${client}, ${this.#never}: its field ` +
        `${lock.field} still holds ${lock.about}`;
      return finding('lock-never-freed', at, what);
    }
    if (onward.length === 0 || backup === null) {
      const what = `${address} is sent the command of ${client}, and answers it ${this.#never}`;
      return finding('lost-request', at, what);
    }
    const answers = this.#sent.filter(({ id, from, to }) => {
      return from === backup && to === address && !this.#sentBefore(backup, toldAt).has(id);
    });
    const last = answers.at(-1);
    const sentOn = `${address} sends the command of ${client} on to ${backup}`;
    if (last === undefined) {
      const what = `${sentOn}, which answers it ${this.#never}`;
      return finding('forward-ignored', at, what);
    }
    const what =
      `${sentOn}, which answers (${this.#situation.textOf(last.message)}), and ${address} ` +
      `answers ${client} ${this.#never}`;
    return finding('forward-reply-ignored', at, what);
  }

  /** What a server had sent before it heard of its view, which does not count in the new one. */
  #sentBefore(server: Address, toldAt: number): ReadonlySet<string> {
    const ids = this.#evidence.story.flatMap((step) => {
      if (step.at >= toldAt || step.node !== server || !('effects' in step)) return [];
      return step.effects.sends.map(({ id }) => id);
    });
    return new Set(ids);
  }

  #about(subject: Subject): StoryMessage[] {
    const clients = new Set(this.#clients());
    return this.#sent.filter(({ message }) => brings(message, subject, clients));
  }

  /** Whether a client asks for the view, and no client that asks is ever told one. */
  #isUnanswered(client: Address): boolean {
    const asking = this.#sent.filter(({ message }) => message instanceof GetView);
    const clients = new Set(asking.map(({ from }) => from));
    const isTold = this.#sent.some(({ to, message }) => {
      return clients.has(to) && message instanceof ViewReply;
    });
    return clients.has(client) && !isTold;
  }

  /** Whether a client's messages show what it asks for at all. */
  #canRead(client: Address): boolean {
    return !this.#sent.some(({ from, message }) => {
      return from === client && !(message instanceof GetView);
    });
  }

  /** Whether a client had this message before it came to wait for its present command. */
  #isOld(message: StoryMessage, client: Address): boolean {
    const { story } = this.#evidence;
    const last = story.findLastIndex((step) => {
      return 'effects' in step && step.node === client && step.effects.commands.length > 0;
    });
    return story.slice(0, last + 1).some((step) => {
      return 'effects' in step && step.effects.sends.some(({ id }) => id === message.id);
    });
  }

  #clients(): Address[] {
    return this.#situation.alive.filter(({ isClient }) => isClient).map(({ address }) => address);
  }
}

function hasAny(list: readonly unknown[]): boolean {
  return list.length > 0;
}
