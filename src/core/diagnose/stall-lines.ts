import { print, type ClassTable } from '../canon/index.js';
import type { StoryStep } from '../testkit/index.js';
import { labelled } from './lines.js';
import type { Stall } from './stall.js';
import { followTrail, type Leg } from './trail-end.js';

/** The longest wait: of whom, for what, from when to when, and what became of what was sent. */
export function stallLines(
  { client, command, from, to, forever }: Stall,
  story: readonly StoryStep[],
  classes: ClassTable,
): string[] {
  const steps = story.filter((step) => step.at >= from && step.at <= to);
  const nameOf = (message: object): string => classes.nameOf(message) ?? 'message';
  const waited = `${client} waited ${inMs(to - from)} for ${print(command, classes)}`;
  const when = `from ${inMs(from)}${forever ? ' to the end' : ` to ${inMs(to)}`}`;
  return [
    labelled('stalled', `${waited}, ${when}`),
    ...followTrail(steps, client, nameOf).map((leg) => labelled('', legText(leg))),
    ...firedInVain(steps, classes),
  ];
}

/** `client1 → server1 Request ×12: 9 delivered, server1 sent nothing on it` */
function legText({ from, to, name, sent, delivered, answered, hops }: Leg): string {
  const head = `${'  '.repeat(hops)}${from} → ${to} ${name} ×${sent}`;
  if (delivered === 0) return `${head}: none arrived`;
  const arrived = delivered === sent ? 'all arrived' : `${delivered} arrived`;
  if (answered === 0) return `${head}: ${arrived}, and ${to} sent nothing on them`;
  return `${head}: ${arrived}, ${to} acted on ${answered}`;
}

/** Which timers fired while the client waited: `server1 PingTimer ×200`. */
function firedInVain(steps: readonly StoryStep[], classes: ClassTable): string[] {
  const counts = new Map<string, number>();
  for (const step of steps) {
    if (step.kind !== 'fire') continue;
    const key = `${step.node} ${classes.nameOf(step.timer) ?? 'timer'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return [labelled('', 'no timer fired meanwhile')];
  const shown = [...counts].slice(0, 5).map(([key, count]) => `${key} ×${count}`);
  return [labelled('', `timers that fired meanwhile: ${shown.join(', ')}`)];
}

function inMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
