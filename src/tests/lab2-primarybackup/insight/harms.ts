import type { Harms } from '../../../testing.js';
import type { NamedCause } from './advice.js';

/** A wrong view: it makes results wrong even if the servers themselves did nothing wrong. */
const WRONG_VIEW: Harms = { answer: 1, wrong: 2, unreached: 1, stuck: 2 };
/** Servers have different data, or a client gets an answer that it must not get. */
const WRONG_DATA: Harms = { wrong: 1 };
/** Nobody knows which servers are alive. */
const SILENCE: Harms = { stuck: 1, answer: 1, unreached: 1 };
/** A view is never served. */
export const NO_SERVICE: Harms = { stuck: 2, answer: 2, unreached: 2 };
/** A command is not executed although a server could. */
export const NO_ANSWER: Harms = { stuck: 3, unreached: 3 };
const TRAFFIC: Harms = { traffic: 1 };

/** What kinds of failure each cause can lead to. A broken safety rule explains no wait. */
export const HARMS: Readonly<Record<NamedCause, Harms>> = {
  'given-class-made-again': { answer: 0, wrong: 0, unreached: 0, stuck: 0 },
  // Nobody else can reach a part at the addresses that a server gives its own.
  'vs-part-in-view': { answer: 0, wrong: 0, unreached: 0, stuck: 0, misled: 0 },
  // Whoever is to be its own backup waits for itself, or works alone and keeps no copy.
  'vs-same-server-twice': { answer: 0, wrong: 0, unreached: 0, stuck: 0, misled: 0 },
  'vs-wrong-number': WRONG_VIEW,
  'vs-wrong-primary': WRONG_VIEW,
  'vs-same-pair-again': WRONG_VIEW,
  'vs-skips-acknowledgement': WRONG_VIEW,
  'vs-counts-intervals-wrong': WRONG_VIEW,
  'vs-live-server-left-out': WRONG_VIEW,
  'vs-dead-server-in-view': WRONG_VIEW,
  // Only a node that never pings is no server, and has no handlers for what servers get.
  'vs-getview-is-no-ping': { ...WRONG_VIEW, misled: 1 },
  'vs-idle-server-ignored': { answer: 1, unreached: 2, stuck: 2 },
  'vs-dead-backup-kept': { answer: 1, unreached: 2, stuck: 2 },
  'vs-dead-primary-kept': { answer: 1, unreached: 2, stuck: 2 },
  'vs-does-not-answer': { answer: 1, unreached: 1, stuck: 1 },
  // A client that is answered too early continues too early, and so does the test.
  'non-primary-answers': { wrong: 1, answer: 3 },
  'reply-before-backup': WRONG_DATA,
  'primary-executes-first': WRONG_DATA,
  'backup-does-not-execute': WRONG_DATA,
  'old-primary-reads': WRONG_DATA,
  'primary-does-not-execute': WRONG_DATA,
  'wrong-forward-reply': WRONG_DATA,
  'two-in-flight': WRONG_DATA,
  'stale-forward-accepted': WRONG_DATA,
  'old-view-adopted': { wrong: 1, answer: 2, stuck: 2 },
  'served-during-transfer': WRONG_DATA,
  // A server that transfers its state again and again does nothing else meanwhile.
  'transfer-repeated': { wrong: 1, stuck: 6 },
  'transfer-late': WRONG_DATA,
  'ack-before-transfer': WRONG_DATA,
  // A backup that waits for the rest of its state executes nothing.
  'state-missing-after-view-change': { wrong: 1, stuck: 4 },
  'state-thrown-away': WRONG_DATA,
  'history-not-transferred': WRONG_DATA,
  'executed-twice': WRONG_DATA,
  'wrong-result': { wrong: 1, unreached: 4 },
  'client-ignores-sequence-numbers': { wrong: 1, unreached: 4 },
  'answered-without-servers': { wrong: 1, unreached: 4, endless: 1, answer: 3 },
  'server-does-not-ping': { ...SILENCE, traffic: 2 },
  'view-never-acknowledged': NO_SERVICE,
  'stuck-view-change': NO_SERVICE,
  // A server that ignores a forward may have a reason that shows elsewhere.
  'forward-ignored': { stuck: 5, unreached: 3 },
  'forward-reply-ignored': NO_ANSWER,
  'forwarded-outside-view': NO_ANSWER,
  'lock-never-freed': NO_ANSWER,
  'answer-ignored': NO_ANSWER,
  'answer-of-another': { ...NO_ANSWER, wrong: 1 },
  'lost-request': NO_ANSWER,
  'lost-forward': NO_ANSWER,
  'client-never-asks-for-view': NO_ANSWER,
  'client-asks-too-often': TRAFFIC,
  'server-pings-too-often': TRAFFIC,
  'timers-multiply': TRAFFIC,
  'handler-not-idempotent': WRONG_DATA,
};
