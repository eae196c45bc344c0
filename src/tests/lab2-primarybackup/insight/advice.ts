import type { View } from '../given/lab2.js';
import type { Finding } from '../../../testing.js';
import type { CAUSES } from '../causes.js';
import { HARMS } from './harms.js';

/** What the lab's instructions say about a mistake. */
interface Advice {
  /** The rule, as the lab numbers it. */
  readonly rule: string;
  readonly says: string;
}

const PRIMARY_FROM_VIEW: Advice = {
  rule: 'rule 1',
  says: 'The primary of view i+1 must have been the primary or the backup of view i.',
};
const BACKUP_FIRST: Advice = {
  rule: 'rule 2',
  says:
    'The primary waits until the backup has accepted each operation before it executes it and ' +
    'answers the client.',
};
const RIGHT_VIEW: Advice = {
  rule: 'rule 3',
  says: 'A backup accepts a forwarded operation only if the view is right.',
};
const PRIMARY_ONLY: Advice = {
  rule: 'rule 4',
  says: 'A server that is not the primary rejects client requests.',
};
const BEFORE_OR_AFTER: Advice = {
  rule: 'rule 5',
  says:
    'Every operation is entirely before or entirely after a state transfer; none is served ' +
    'while one is in progress.',
};
const STATE_FIRST: Advice = {
  rule: 'rule 6',
  says:
    'The primary acknowledges a view with a new backup only after the backup has acknowledged ' +
    'the complete state; until then it pings with the old number, or not at all.',
};
const MOVES_ON: Advice = {
  rule: 'views 4',
  says:
    'The view server moves on when primary or backup missed a whole interval between two checks, ' +
    'or when there is no backup and an idle server is alive.',
};
const AT_LEAST_ONCE: Advice = {
  rule: 'lab 1',
  says:
    'Whoever waits for an answer resends on a timer for as long as it waits: a message or ' +
    'its answer may be lost, and the receiver may have crashed.',
};
const NUMBERS: Advice = {
  rule: 'views 2',
  says: 'View numbers grow by one, from 0 (nobody pinged yet) over 1 (the first primary, alone).',
};

/** The advice for each cause that this insight can name. */
const ADVICE = {
  'vs-wrong-number': NUMBERS,
  'vs-wrong-primary': PRIMARY_FROM_VIEW,
  'vs-part-in-view': {
    rule: 'views 2',
    says:
      'A view names servers. A ping that a sub-node sends comes from its address: rootAddress ' +
      'gives the server that it is a part of.',
  },
  'vs-same-server-twice': {
    rule: 'views 2',
    says:
      'Primary and backup of a view are two servers. Where no other server is alive, the view ' +
      'has no backup.',
  },
  'vs-same-pair-again': {
    rule: 'views 6',
    says: 'Consecutive views differ in primary or backup: never a new number for the same pair.',
  },
  'vs-skips-acknowledgement': {
    rule: 'views 3',
    says: 'The view server never moves on from view i until the primary of i has sent Ping(i).',
  },
  'vs-counts-intervals-wrong': {
    rule: 'views 5',
    says:
      'A server that pinged before check k is still alive at check k, and dead at check k+1 if ' +
      'it stayed silent.',
  },
  'vs-live-server-left-out': {
    rule: 'views 4',
    says: 'As long as primary and backup both ping, the view stays; others stay idle.',
  },
  'vs-dead-server-in-view': {
    rule: 'views 2',
    says: 'The backup is any other live server, or null; a server is live if it has pinged lately.',
  },
  'vs-getview-is-no-ping': {
    rule: 'views 7',
    says: 'GetView is answered with the current view, but it is not a sign of life.',
  },
  'vs-idle-server-ignored': MOVES_ON,
  'vs-dead-backup-kept': MOVES_ON,
  'vs-dead-primary-kept': MOVES_ON,
  'vs-does-not-answer': {
    rule: 'views 7',
    says:
      'Every Ping and every GetView is answered with the current view, also when the view is ' +
      'no news.',
  },
  'non-primary-answers': PRIMARY_ONLY,
  'reply-before-backup': BACKUP_FIRST,
  'primary-executes-first': BACKUP_FIRST,
  'backup-does-not-execute': BACKUP_FIRST,
  'old-primary-reads': {
    rule: 'rule 2',
    says:
      'Reads go to the backup too: a primary that was replaced does not know it, and only its ' +
      'backup can tell.',
  },
  'wrong-forward-reply': {
    rule: 'rule 2',
    says:
      'A forward-reply counts only for the very operation and view it was sent for: compare the ' +
      'client, the sequence number and the view. One for all operations up to a number is sent ' +
      'only by who has executed all of these: what comes again does not count again.',
  },
  'forward-ignored': {
    rule: 'rule 2',
    says:
      'A backup that has acknowledged the state of a view has taken it over by then; it ' +
      'executes and acknowledges what its primary forwards in that view: again each time it ' +
      'comes, for the acknowledgement before may have been lost. Where operations are numbered, ' +
      'what is sent again keeps its number, and counts once.',
  },
  'forward-reply-ignored': {
    rule: 'rule 2',
    says:
      'The backup executes what its primary forwards and acknowledges that very operation, and ' +
      'the primary takes that for its word: compare what is forwarded with what is answered. ' +
      'Where operations are numbered, both count from the same number in every view.',
  },
  'forwarded-outside-view': {
    rule: 'rule 2',
    says: 'An operation is sent on to the backup of the present view, and to nobody else.',
  },
  'given-class-made-again': {
    rule: 'messages',
    says:
      "Import the lab's own messages and timers (from 'labtest/lab2'): " +
      'a class of the same name is another.',
  },
  'lock-never-freed': {
    rule: 'rule 2',
    says:
      'What serves one command at a time is free again once that command is answered: also when ' +
      'it had been executed before, when its view has ended, and when its client has gone on.',
  },
  'answer-of-another': {
    rule: 'lab 1',
    says:
      'A command is known by its client and a sequence number that no other command of that ' +
      'client has, and it is answered with the result of that very command.',
  },
  'answer-ignored': {
    rule: 'lab 1',
    says:
      'A client takes the answer to its outstanding command: what a server sends it is to be the ' +
      'result of that command, with its sequence number.',
  },
  'primary-does-not-execute': {
    rule: 'rule 2',
    says:
      'The primary executes each operation itself once its backup has accepted it: what it only ' +
      'relays, it does not have in the next view.',
  },
  'two-in-flight': {
    rule: 'rule 2',
    says:
      'One operation at a time: the next is computed and forwarded when the backup has ' +
      'acknowledged the last; or backup and primary execute them in different orders, or one ' +
      'overwrites the other.',
  },
  'stale-forward-accepted': RIGHT_VIEW,
  'old-view-adopted': {
    rule: 'rule 3',
    says: 'Views only grow: a view reply with an older number comes late and is ignored.',
  },
  'served-during-transfer': BEFORE_OR_AFTER,
  'transfer-repeated': {
    rule: 'rule 5',
    says:
      'The state is transferred once in a view. A reply with the view that is known already ' +
      'starts nothing, and a copy of the state that comes again is acknowledged and not taken ' +
      'over, for operations have been executed since.',
  },
  'transfer-late': {
    rule: 'rule 5',
    says: 'State of an earlier time must not overwrite newer state: compare view numbers.',
  },
  'ack-before-transfer': STATE_FIRST,
  'state-missing-after-view-change': {
    rule: 'rule 6',
    says:
      'A new backup takes over the complete state of its primary (application and at-most-once ' +
      'history) in every view in which it is new, before the view is acknowledged.',
  },
  'state-thrown-away': {
    rule: 'rule 6',
    says:
      'A server goes on with the state that it has, also when it becomes primary: that is what ' +
      'it was the backup for. Only a new backup begins anew, with the state that it is sent.',
  },
  'history-not-transferred': {
    rule: 'rule 6',
    says:
      'The complete state is transferred: the whole at-most-once application, with the commands ' +
      'that were executed and their results, not the key-value store alone.',
  },
  'view-never-acknowledged': STATE_FIRST,
  'stuck-view-change': {
    rule: 'rule 6',
    says:
      'The view server waits for Ping(i) before it moves on; the transfer is repeated until the ' +
      'backup has acknowledged it, and then the primary pings the new number.',
  },
  'lost-request': AT_LEAST_ONCE,
  'lost-forward': AT_LEAST_ONCE,
  'client-never-asks-for-view': {
    rule: 'client',
    says:
      'A client whose request is not answered in time asks the view server for the view, and ' +
      'sends the request to the primary of that view.',
  },
  'client-asks-too-often': {
    rule: 'client',
    says:
      'A client asks for the view when it starts and when an answer does not come in time, not ' +
      'with every command: the view server must not be a bottleneck.',
  },
  'client-ignores-sequence-numbers': {
    rule: 'lab 1',
    says: 'A client takes a reply only if its sequence number is that of the outstanding command.',
  },
  'answered-without-servers': {
    rule: 'lab 1',
    says: 'A client has a result only when a server has answered the command.',
  },
  'server-does-not-ping': {
    rule: 'servers',
    says:
      'Every server pings the view server in init and then once per PING_MILLIS, each time its ' +
      'PingTimer fires.',
  },
  'server-pings-too-often': {
    rule: 'servers',
    says: 'Every server pings once per PING_MILLIS: on its PingTimer, not with every operation.',
  },
  'timers-multiply': {
    rule: 'timers',
    says: 'A timer that is set again when it fires is set nowhere else but at the start.',
  },
  'executed-twice': {
    rule: 'lab 1',
    says:
      'At most once: a command is known by its client and sequence number, keeps them when it is ' +
      'sent again, and is never executed a second time.',
  },
  'wrong-result': {
    rule: 'lab 1',
    says:
      'Get gives the value, also an empty one, or KeyNotFound; Put replaces the value and gives ' +
      'PutOk; Append gives the new value and creates a key that is not there.',
  },
  'handler-not-idempotent': {
    rule: 'messages',
    says:
      'A message may arrive twice, and the second copy late: whoever has done what it says does ' +
      'not do it again, and sets nothing back that has gone on since.',
  },
} as const satisfies Record<
  keyof typeof CAUSES | 'timers-multiply' | 'handler-not-idempotent',
  Advice
>;

/** A cause that this lab's insight can name. */
export type NamedCause = keyof typeof ADVICE;

/** A finding, with what the lab's instructions say about it. */
export function finding(cause: NamedCause, at: number, message: string): Finding {
  const { rule, says } = ADVICE[cause];
  return { at, cause, rule, message, advice: says, harms: HARMS[cause] };
}

/** `3 {server2, –}` */
export function show(view: View): string {
  return `${view.viewNum} {${view.primary ?? '–'}, ${view.backup ?? '–'}}`;
}
