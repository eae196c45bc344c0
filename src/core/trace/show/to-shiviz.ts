import type { Address } from '../../lab/index.js';
import { tellTrace } from './tell-trace.js';
import type { Trace } from '../file/index.js';

type Clock = ReadonlyMap<Address, number>;

/** The parser for the log below: ShiViz takes it from the file's first line. */
const PARSER = String.raw`(?<host>\S*) (?<clock>\{.*\})\n(?<event>.*)`;

/**
 * A trace as a log that ShiViz draws: every step of a node with its vector clock, merged with the
 * clock of the step that sent the message.
 */
export function toShiviz(trace: Trace): string {
  const clocks = new Map<Address, Clock>();
  const byStep = new Map<number, Clock>();
  // The second line would separate several executions; there is only one.
  const lines = [PARSER, ''];
  for (const step of tellTrace(trace)) {
    const sender = step.cause === undefined ? undefined : byStep.get(step.cause);
    const host = step.kind === 'inject' ? step.from : step.node;
    if (host === undefined) continue;
    const clock = ticked(host, clocks.get(host), sender);
    clocks.set(host, clock);
    byStep.set(step.number, clock);
    const own = [...clock].sort(([a], [b]) => (a === host ? -1 : b === host ? 1 : a < b ? -1 : 1));
    lines.push(`${host} ${JSON.stringify(Object.fromEntries(own))}`, oneLine(step.title));
  }
  return `${lines.join('\n')}\n`;
}

function ticked(host: Address, before: Clock | undefined, sender: Clock | undefined): Clock {
  const clock = new Map(before);
  for (const [node, time] of sender ?? []) clock.set(node, Math.max(clock.get(node) ?? 0, time));
  return clock.set(host, (clock.get(host) ?? 0) + 1);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
