import type { Address, Command, Result } from '../lab/index.js';
import type { ArmedTimer, Flight } from '../schedule/index.js';
import type { DropReason, SimulationObserver } from '../simulator/index.js';
import type { NodeBlueprint } from '../system/index.js';
import type { Operation } from '../workload/index.js';
import { acts, type StoryEffects, type StoryMessage, type StoryStep } from '../testkit/index.js';
import { TimerCounts } from './timer-counts.js';

interface OpenEffects extends StoryEffects {
  readonly sends: StoryMessage[];
  readonly sets: object[];
  readonly results: Result[];
  readonly commands: Command[];
}

/**
 * Of a longer story, the end is kept, and of the rest only which nodes started and crashed, and the
 * commands and results.
 */
const STEPS_MAX = 250_000;
const STEPS_KEPT = 20_000;
/** A client that gets each result at once issues all its commands in one step. */
const COMMANDS_A_STEP_MAX = 1000;

/**
 * Records a simulation as a story. Since a run is deterministic, it can be recorded when it is run
 * again.
 */
export class StoryRecorder implements SimulationObserver {
  readonly steps: StoryStep[] = [];
  /** All timers that fired, including those in steps left out. */
  readonly fires = new TimerCounts();
  /** Whether nothing of it was left out. */
  isWhole = true;
  /** Where the effects of the current step are collected. */
  #effects: OpenEffects = noEffects();
  #node: Address | undefined;

  onAdd(blueprint: NodeBlueprint, nowMs: number): void {
    const effects = this.#open(blueprint.address);
    const { address: node, role } = blueprint;
    this.#keep({ kind: 'add', at: nowMs, node, role, effects });
  }

  onDeliver(flight: Flight, nowMs: number): void {
    const effects = this.#open(flight.to);
    const message = storyMessage(flight);
    this.#keep({ kind: 'deliver', at: nowMs, node: flight.to, message, effects });
  }

  onFire({ owner, timer }: ArmedTimer, nowMs: number): void {
    const effects = this.#open(owner);
    this.fires.count(owner, timer);
    this.#keep({ kind: 'fire', at: nowMs, node: owner, timer, effects });
  }

  onCommand(client: Address, command: Command, nowMs: number): void {
    // A worker issues the next command in the step in which the result appeared.
    if (this.#node !== client || this.#effects.commands.length > 0) {
      const effects = this.#open(client);
      this.#keep({ kind: 'command', at: nowMs, node: client, effects });
    }
    if (hasRoom(this.#effects.commands)) this.#effects.commands.push(command);
  }

  onResult({ result }: Operation): void {
    const { results } = this.#effects;
    if (result !== undefined && hasRoom(results)) results.push(result);
  }

  onSend(flight: Flight): void {
    if (flight.copy === 0) this.#effects.sends.push(storyMessage(flight));
  }

  onSet({ timer }: ArmedTimer): void {
    this.#effects.sets.push(timer);
  }

  onDrop(flight: Flight, reason: DropReason, nowMs: number): void {
    const message = storyMessage(flight);
    this.#keep({ kind: 'lose', at: nowMs, node: flight.to, message, reason });
  }

  onCrash(node: Address, nowMs: number): void {
    this.#node = undefined;
    this.#keep({ kind: 'crash', at: nowMs, node });
  }

  #keep(step: StoryStep): void {
    if (this.steps.push(step) <= STEPS_MAX) return;
    const all = this.steps.splice(0);
    const before = all.slice(0, -STEPS_KEPT).filter(isFrame).slice(-STEPS_KEPT);
    for (const kept of [...before, ...all.slice(-STEPS_KEPT)]) this.steps.push(kept);
    this.isWhole = false;
  }

  #open(node: Address): OpenEffects {
    this.#node = node;
    this.#effects = noEffects();
    return this.#effects;
  }
}

/** Steps that say which nodes exist, and who waits for what. */
function isFrame(step: StoryStep): boolean {
  if (step.kind === 'add' || step.kind === 'crash') return true;
  return acts(step) && step.effects.commands.length + step.effects.results.length > 0;
}

function hasRoom({ length }: readonly object[]): boolean {
  return length < COMMANDS_A_STEP_MAX;
}

function noEffects(): OpenEffects {
  return { sends: [], sets: [], results: [], commands: [] };
}

function storyMessage({ id, from, to, message }: Flight): StoryMessage {
  return { id: String(id), from, to, message };
}
