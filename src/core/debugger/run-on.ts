import { rootAddress } from '../lab/index.js';
import { EventQueue, SimulatedNetwork, Weather, type Scheduled } from '../schedule/index.js';
import { Random } from '../support/index.js';
import type { Envelope, Event, PendingTimer, Stepper, World } from '../system/index.js';
import type { SessionSays } from './protocol.js';
import type { SceneStep } from './scene.js';
import { told, type Session } from './session.js';

/** Something that is going to happen, and when. */
interface Due extends Scheduled {
  readonly event: Event;
}

/** How far to run, and with which draws. */
export interface RunOnOptions {
  readonly seed: number;
  /** The maximum number of steps. */
  readonly events: number;
  /** Virtual time at the start, in milliseconds. */
  readonly fromMs: number;
}

/**
 * Continues from a world as the simulator does: in virtual time, in fair weather, with every draw
 * from the seed. What the world's links and timers forbid does not happen; each message in flight
 * arrives once.
 */
function runOn(stepper: Stepper, start: World, options: RunOnOptions): SceneStep[] {
  return new RunOn(stepper, start, options).run(options.events);
}

/** Lets a session run on from where it is, and says how far it got. */
export function runSessionOn(
  session: Session,
  { seed, events }: Pick<RunOnOptions, 'seed' | 'events'>,
): SessionSays[] {
  const { here, stepper } = session;
  const steps = runOn(stepper, here.world, { seed, events, fromMs: here.atMs ?? 0 });
  const last = steps.at(-1)?.atMs;
  if (last === undefined) return [told('nothing can happen from here')];
  const text = `ran on with seed ${seed}: ${steps.length} events, to ${last.toFixed(1)} ms`;
  return [session.append(steps), told(text, false)];
}

class RunOn {
  readonly #stepper: Stepper;
  readonly #network: SimulatedNetwork;
  readonly #timers: Random;
  readonly #queue = new EventQueue<Due>();
  #world: World;
  #nowMs: number;
  #sequence = 0;

  constructor(stepper: Stepper, start: World, { seed, fromMs }: RunOnOptions) {
    this.#stepper = stepper;
    const random = Random.fromSeed(seed);
    this.#network = new SimulatedNetwork(random.split('network'));
    this.#network.set(Weather.fair, start.links);
    this.#timers = random.split('timers');
    this.#world = start;
    this.#nowMs = fromMs;
    for (const envelope of start.network.values()) {
      for (let i = 0; i < start.network.count(envelope); i++) this.#send(envelope);
    }
    for (const { timers } of start.locals.values()) for (const timer of timers) this.#set(timer);
  }

  run(count: number): SceneStep[] {
    const steps: SceneStep[] = [];
    while (steps.length < count && this.#world.exception === undefined) {
      const due = this.#queue.take();
      if (due === undefined) break;
      const { event, atMs } = due;
      this.#nowMs = atMs;
      if (this.#isForbidden(event)) continue;
      const { world, effects } = this.#stepper.step(this.#world, event);
      this.#world = world;
      steps.push({ action: event, atMs });
      for (const envelope of effects.sends) this.#send(envelope);
      for (const timer of effects.sets) this.#set(timer);
    }
    return steps;
  }

  /** In virtual time, the clock decides which timer fires first, not the order of the queue. */
  #isForbidden(event: Event): boolean {
    const { locals, links } = this.#world;
    if (event.kind === 'deliver') {
      const { from, to } = event.envelope;
      if (!locals.has(rootAddress(to)) || !links.mayDeliver(from, to)) return true;
    }
    return this.#stepper.refusal(this.#world, event) !== undefined;
  }

  #send(envelope: Envelope): void {
    const route = this.#network.route(envelope.from, envelope.to);
    const atMs = this.#network.arrivalMs(route, this.#nowMs, 0);
    this.#schedule({ kind: 'deliver', envelope }, atMs, 1);
  }

  #set(timer: PendingTimer): void {
    const atMs = this.#nowMs + this.#timers.between(timer.minMs, timer.maxMs);
    this.#schedule({ kind: 'fire', timer }, atMs, 0);
  }

  /** Timers that are due come before messages that arrive at the same instant. */
  #schedule(event: Event, atMs: number, rank: 0 | 1): void {
    this.#queue.add({ event, atMs, rank, sequence: this.#sequence++ });
  }
}
