import { GetView, Ping, PING_MILLIS } from '../given/lab2.js';
import { acts, type Finding, type StoryEvidence, type StoryStep } from '../../../testing.js';
import { VIEW_SERVER } from '../subjects.js';
import { finding } from './advice.js';
import { pingsRarely } from './rare-pings.js';
import { Situation } from './situation.js';

/** Which nodes send the view server too much, or too little. */
export function wrongTraffic({ story, endsAt, ...rest }: StoryEvidence): Finding[] {
  const { servers } = new Situation(story, endsAt, rest);
  return [...tooMany(story), ...servers.flatMap(pingsRarely)];
}

/** Clients that ask, or servers that ping, more than they have to. */
function tooMany(story: readonly StoryStep[]): Finding[] {
  const pings = new Map<string, number>();
  const questions = new Map<string, number>();
  const commands = new Map<string, number>();
  const fired = new Map<string, number>();
  const count = (map: Map<string, number>, key: string, by = 1): void => {
    map.set(key, (map.get(key) ?? 0) + by);
  };
  for (const step of story) {
    if (!acts(step)) continue;
    if (step.kind === 'fire') count(fired, step.node);
    count(commands, step.node, step.effects.commands.length);
    for (const { from, to, message } of step.effects.sends) {
      // The test asks for the view, too.
      if (to !== VIEW_SERVER || from !== step.node) continue;
      if (message instanceof Ping) count(pings, from);
      if (message instanceof GetView) count(questions, from);
    }
  }
  const endsAt = story.at(-1)?.at ?? 0;
  const [asking, asked] = largest(questions);
  const [pinging, pinged] = largest(pings);
  const allowed = endsAt / PING_MILLIS;
  if (pinged > 1.5 * allowed && pinged >= asked) {
    const timers = fired.get(pinging) ?? 0;
    const what = `${pinging} pinged ${pinged} times in ${Math.round(endsAt)} ms`;
    return timers > 1.5 * allowed && timers >= 0.9 * pinged
      ? [finding('timers-multiply', endsAt, `${what}, and its timers fired ${timers} times`)]
      : [
          finding(
            'server-pings-too-often',
            endsAt,
            `${what}; PING_MILLIS allow ${Math.floor(allowed)}`,
          ),
        ];
  }
  const handedIn = commands.get(asking) ?? 0;
  // Whoever asks less often than a server pings is not what there is too much of.
  if (asked <= 1 || asked < handedIn / 4 || asked < pinged) return [];
  const what = `${asking} sent GetView ${asked} times for its ${handedIn} commands`;
  return [finding('client-asks-too-often', endsAt, what)];
}

function largest(counts: ReadonlyMap<string, number>): [string, number] {
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0]);
}
