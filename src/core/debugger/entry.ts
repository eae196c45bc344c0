import { rootAddress } from '../lab/index.js';
import { placeOf } from '../system/index.js';
import type { Moment } from './moments.js';
import type { Recalled } from './path-memory.js';
import type { SessionSays } from './protocol.js';
import { linksText } from './links-text.js';
import type { Words } from './words.js';

export type EntrySays = Extract<SessionSays, { kind: 'entry' }>['entry'];

/** What is needed to describe a moment. */
export interface EntryTools {
  readonly words: Words;
  readonly recalled: Recalled;
  readonly flags: EntrySays['flags'];
}

/** A moment as the history and the diagram show it. */
export function entryOf(moment: Moment, { words, recalled, flags }: EntryTools): EntrySays {
  const { id, parent, action, atMs, effects, isStart } = moment;
  const node = action && placeOf(action);
  return {
    id,
    kind: action?.kind ?? 'begin',
    ...described(moment, words),
    isStart,
    results: effects.results.map((result) => words.of(result).subject),
    flags,
    ...(parent !== undefined && { parent: parent.id }),
    ...(node !== undefined && { node: rootAddress(node) }),
    ...(atMs !== undefined && { atMs }),
    ...(recalled.cause !== undefined && { cause: recalled.cause }),
    ...(recalled.band !== undefined && { band: recalled.band }),
  };
}

type Described = Pick<EntrySays, 'subject' | 'type' | 'title'> &
  Partial<Pick<EntrySays, 'from' | 'to'>>;

function described(moment: Moment, words: Words): Described {
  const { action, effects } = moment;
  switch (action?.kind) {
    case undefined:
      return { subject: '', type: '', title: 'nothing is there yet' };
    case 'add': {
      const { address, export: name } = action.node;
      return { subject: name, type: '', title: `${address} starts (${name})` };
    }
    case 'crash':
      return { subject: 'crash', type: '', title: `${action.node} crashes` };
    case 'deliver':
    case 'lose':
    case 'inject':
    case 'duplicate': {
      const { from, to, message } = action.envelope;
      const { subject, type, text } = words.of(message);
      const route = { from: rootAddress(from), to: rootAddress(to) };
      return { ...route, subject, type, title: `${from} → ${to}: ${text}${AFTER[action.kind]}` };
    }
    case 'fire': {
      const { subject, type, text } = words.of(action.timer.timer);
      return { subject, type, title: `${action.timer.owner}: ${text} fires` };
    }
    case 'command': {
      const [command] = effects.commands;
      const what = command === undefined ? 'its next command' : words.of(command).text;
      const subject = command === undefined ? 'command' : words.of(command).subject;
      return { subject, type: '', title: `${action.client} is handed ${what}` };
    }
    case 'set-aside':
      return { subject: '', type: '', title: 'the messages in flight are set aside' };
    case 'restore': {
      const to = action.to === undefined ? '' : ` for ${action.to}`;
      return { subject: '', type: '', title: `the messages set aside${to} are in flight again` };
    }
    case 'links':
      return { subject: '', type: '', title: linksText(moment.world) };
  }
}

const AFTER = {
  deliver: '',
  lose: ' is lost',
  inject: ' is sent by the test',
  duplicate: ' is duplicated',
} as const;
