/**
 * How to diagnose failures of lab 2: the view server's rules, the protocol's rules, what clients
 * may accept as a result, and why a system is stuck. Each part watches the given messages and who
 * answers whom; a student's own messages are recognised by their contents, never by their names.
 *
 * Invariant: silent on every correct solution.
 */
import type { Address } from '../../../index.js';
import { Ping, STARTUP_VIEWNUM, ViewReply } from '../given/lab2.js';
import {
  acts,
  type Finding,
  type LabInsight,
  type StoryEvidence,
  type StoryStep,
} from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { show } from './advice.js';
import { ClientMonitor } from './client-monitor.js';
import { HARMS } from './harms.js';
import { OrderMonitor } from './order-monitor.js';
import { plainStoreIn } from './plain-store.js';
import { ProtocolMonitor } from './protocol-monitor.js';
import { RepeatMonitor } from './repeat-monitor.js';
import { StateMonitor } from './state-monitor.js';
import { whatIsStuck } from './stuck.js';
import { wrongTraffic } from './traffic.js';
import { executedTwice } from './twice.js';
import { whatIsMissing } from './unreached.js';
import { ViewServerMonitor } from './view-server-monitor.js';
import { betweenWholeNodes, ofWholeNodes } from './whole-nodes.js';

export const insight: LabInsight = {
  arbiter: VIEW_SERVER,
  broken: (told, nameOf) => {
    const story = ofWholeNodes(told);
    return [...viewServerFindings(story, nameOf), ...brokenRules(story, nameOf)];
  },
  explain: (evidence) => {
    const { failure, nameOf } = evidence;
    const story = ofWholeNodes(evidence.story);
    const everSent = evidence.everSent && betweenWholeNodes(evidence.everSent);
    const isUnreached = failure.kind === 'goal' || failure.kind === 'start';
    const isWaiting = ['liveness', 'answer', 'limit'].includes(failure.kind);
    const broken = brokenRules(story, nameOf);
    // If a server is seen executing something again, results need not be examined for it.
    const isSeen = broken.some(({ cause }) => cause === 'executed-twice');
    return [
      ...viewServerFindings(story, nameOf),
      ...(failure.kind === 'count' ? wrongTraffic({ ...evidence, story }) : []),
      ...broken,
      ...(isWaiting ? whatIsStuck({ ...evidence, story }) : []),
      ...(isUnreached ? whatIsMissing({ ...evidence, story, everSent }) : []),
      ...(isSeen ? [] : executedTwice(story)),
    ];
  },
  timeline: () => {
    let newest = STARTUP_VIEWNUM;
    return (step) => {
      if (!acts(step)) return undefined;
      for (const { message } of step.effects.sends) {
        if (!(message instanceof ViewReply) || message.view.viewNum <= newest) continue;
        newest = message.view.viewNum;
        return `view ${show(message.view)}`;
      }
      return undefined;
    };
  },
};

/** Where the view server breaks its rules. */
export function viewServerFindings(
  story: readonly StoryStep[],
  nameOf: StoryEvidence['nameOf'],
): Finding[] {
  const monitor = new ViewServerMonitor(nameOf);
  const findings = story.flatMap((step) => monitor.see(step));
  const overdue = monitor.overdue();
  const all = overdue === undefined ? findings : [...findings, overdue];
  return all.map((each) => {
    // A client that waits for an answer that never arrives may never ask again.
    const isUnanswered = each.cause === 'vs-does-not-answer';
    const until = isUnanswered ? Infinity : untilNextView(story, each.at);
    // A view without a second server leaves no copy behind: what follows may never begin.
    const isAlone = each.cause === 'vs-same-server-twice';
    const lasts = isAlone && !isEverAcknowledged(story, until) ? Infinity : until;
    return { ...each, until: each.until ?? lasts };
  });
}

/**
 * A server in an older view, without its state, or that enters its view anew, stays so until it
 * hears of the next view.
 */
function lastsForItsView(story: readonly StoryStep[], found: Finding): Finding {
  const lasts =
    found.cause === 'state-missing-after-view-change' || found.harms === HARMS['old-view-adopted'];
  if (!lasts) return found;
  return { ...found, until: untilNextView(story, found.at) };
}

/** What is wrong with a view lasts until the next view. */
function untilNextView(story: readonly StoryStep[], time: number): number {
  let newest = STARTUP_VIEWNUM;
  for (const step of story) {
    if (step.node !== VIEW_SERVER || !acts(step)) continue;
    for (const { message } of step.effects.sends) {
      if (!(message instanceof ViewReply) || message.view.viewNum <= newest) continue;
      newest = message.view.viewNum;
      if (step.at > time) return step.at;
    }
  }
  return Infinity;
}

/** Whether a primary acknowledges a view that is announced at this time, or later. */
function isEverAcknowledged(story: readonly StoryStep[], time: number): boolean {
  const primaries = new Map<number, Address | null>();
  for (const step of story) {
    if (step.at < time || !acts(step)) continue;
    for (const { from, message } of step.effects.sends) {
      if (message instanceof ViewReply) primaries.set(message.view.viewNum, message.view.primary);
      if (message instanceof Ping && primaries.get(message.viewNum) === from) return true;
    }
  }
  return false;
}

/** Where servers and clients break the rules of the protocol, in the order of the story. */
export function brokenRules(
  story: readonly StoryStep[],
  nameOf: StoryEvidence['nameOf'],
): Finding[] {
  const protocol = new ProtocolMonitor(nameOf);
  const plain = plainStoreIn(story, nameOf);
  const states = new StateMonitor(nameOf, plain);
  const [orders, clients] = [new OrderMonitor(nameOf, plain), new ClientMonitor(nameOf, plain)];
  // What the others say of a step is more exact.
  const monitors = [protocol, states, orders, clients, new RepeatMonitor(nameOf)];
  const findings = story.flatMap((step) => monitors.flatMap((monitor) => monitor.see(step)));
  const atEnd = protocol.end().map((each) => ({ ...each, until: untilNextView(story, each.at) }));
  const lasting = [...findings, ...states.end()].map((each) => lastsForItsView(story, each));
  const all = [...lasting, ...atEnd].sort((a, b) => a.at - b.at);
  // A primary that does not ask its backup about writes either has made a different mistake.
  const isAboutReads = !all.some(({ cause }) => cause === 'reply-before-backup');
  return all.filter(({ cause }) => isAboutReads || cause !== 'old-primary-reads');
}
