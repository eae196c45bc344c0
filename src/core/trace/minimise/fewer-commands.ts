import type { Address } from '../../lab/index.js';
import { leaveOutSpans } from '../../support/index.js';
import type { KnownRun } from './known-run.js';
import type { Reduction } from './reduction.js';
import type { Asked } from '../replay/index.js';

/** An event that hands a client a command. */
interface HandedIn extends Asked {
  readonly event: number;
}

/**
 * Leaves out all commands but those that the failure is about, or all but those on the same key;
 * or all but the last few of each client.
 */
export function keepThoseAsked(reduction: Reduction): void {
  const about = reduction.failure.commands ?? [];
  if (keepOnly(reduction, (one) => about.some((other) => isSame(one, other)))) return;
  const { history } = reduction.run.executor;
  const keys = new Set(about.map((one) => history.keyAt(one)));
  if (keys.size === 1) keepOnly(reduction, (one) => keys.has(history.keyAt(one)));
  keepLast(reduction);
}

/** Leaves out commands, many at once at first. */
export function withFewerCommands(reduction: Reduction): void {
  leaveOutSpans({
    get length() {
      return handedIn(reduction.run).length;
    },
    get isOver() {
      return reduction.isOver;
    },
    leaveOut: (from, until) => {
      const span = handedIn(reduction.run).slice(from, until);
      reduction.without(span.map(({ event }) => event));
    },
  });
}

/** All but the last one of each client, or the last two, or the last four... */
function keepLast(reduction: Reduction): void {
  const all = handedIn(reduction.run);
  const counts = new Map<Address, number>();
  for (const { client } of all) counts.set(client, (counts.get(client) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  for (let kept = 1; kept < most && !reduction.isOver; kept *= 2) {
    const isLast = ({ client, index }: Asked): boolean => {
      return index >= (counts.get(client) as number) - kept;
    };
    if (keepOnly(reduction, isLast)) return;
  }
}

function keepOnly(reduction: Reduction, isKept: (one: Asked) => boolean): boolean {
  const others = handedIn(reduction.run).filter((one) => !isKept(one));
  return reduction.without(others.map(({ event }) => event));
}

function handedIn({ events }: KnownRun): HandedIn[] {
  const counts = new Map<Address, number>();
  const all: HandedIn[] = [];
  for (const [event, { action }] of events.entries()) {
    if (action.kind !== 'command') continue;
    const index = counts.get(action.client) ?? 0;
    counts.set(action.client, index + 1);
    all.push({ client: action.client, index, event });
  }
  return all;
}

function isSame(a: Asked, b: Asked): boolean {
  return a.client === b.client && a.index === b.index;
}
