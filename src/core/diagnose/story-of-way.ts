import { decode, type ClassTable } from '../canon/index.js';
import type { Address, Command, Result } from '../lab/index.js';
import { envelopeKey, type Envelope } from '../system/index.js';
import type {
  SearchWay,
  StoryEffects,
  StoryMessage,
  StoryStep,
  WayStep,
} from '../testkit/index.js';

/**
 * The way of a search as a story, from the system's start. What a node sent in its `init` is not
 * part of a way: it is all that is delivered without having been sent before.
 */
export function storyOfWay(way: SearchWay, classes: ClassTable): StoryStep[] {
  const steps = [...way.before, ...way.steps];
  const first = sentAtStart(steps);
  const handedIn = new Map<Address, number>();
  const commands = new Map(way.workloads.map((work) => [work.client, work.commands]));
  const handIn = (client: Address, count: number): Command[] => {
    const from = handedIn.get(client) ?? 0;
    handedIn.set(client, from + count);
    const next = (commands.get(client) ?? []).slice(from, from + count);
    return next.map((command) => decode(command, classes) as Command);
  };
  const story: StoryStep[] = way.nodes.map(({ address }) => {
    const sends = (first.get(address) ?? []).map((envelope) => told(envelope, classes));
    return { kind: 'start', at: 0, node: address, effects: effects(sends, [], handIn(address, 1)) };
  });
  for (const [index, taken] of steps.entries()) {
    const { step, node } = taken;
    if (node === undefined || step.kind === 'drop' || step.kind === 'undrop') continue;
    const results = taken.results.map((result) => decode(result, classes) as Result);
    const sends = taken.sends.map((envelope) => told(envelope, classes));
    const common = {
      at: index + 1,
      node,
      effects: effects(sends, results, handIn(node, results.length)),
    };
    if (step.kind === 'deliver') {
      story.push({ ...common, kind: 'deliver', message: told(step.envelope, classes) });
    } else {
      const timer = decode(step.timer.timer, classes) as object;
      story.push({ ...common, kind: 'fire', timer });
    }
  }
  return story;
}

/** By sender: what is delivered in these steps and sent in none before. */
function sentAtStart(steps: readonly WayStep[]): Map<Address, Envelope[]> {
  const sent = new Set<string>();
  const first = new Map<Address, Envelope[]>();
  for (const { step, sends } of steps) {
    if (step.kind === 'deliver' && !sent.has(envelopeKey(step.envelope))) {
      const { envelope } = step;
      sent.add(envelopeKey(envelope));
      const known = first.get(envelope.from);
      if (known === undefined) first.set(envelope.from, [envelope]);
      else known.push(envelope);
    }
    for (const envelope of sends) sent.add(envelopeKey(envelope));
  }
  return first;
}

function told(envelope: Envelope, classes: ClassTable): StoryMessage {
  const { from, to } = envelope;
  return {
    id: envelopeKey(envelope),
    from,
    to,
    message: decode(envelope.message, classes) as object,
  };
}

function effects(
  sends: readonly StoryMessage[],
  results: readonly Result[],
  commands: readonly Command[],
): StoryEffects {
  return { sends, results, commands };
}
