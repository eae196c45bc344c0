import type { ClassTable } from '../canon/index.js';
import type { Address } from '../lab/index.js';
import { SearchViews } from '../predicate/index.js';
import { NO_EFFECTS, Stepper, type Action, type Handlers } from '../system/index.js';
import type { LogOf, TraceNotes } from '../trace/index.js';
import { CallsOfStep } from './calls-of-step.js';
import { actionOf } from './deeds.js';
import { entryOf, type EntrySays } from './entry.js';
import { faultText, hereOf, type HereTools } from './here.js';
import { Keys } from './keys.js';
import { Moments, pathTo, type Moment } from './moments.js';
import { PathMemory } from './path-memory.js';
import {
  PROTOCOL_VERSION,
  type Deed,
  type PageMessage,
  type SessionSays,
  type SystemInfo,
} from './protocol.js';
import type { RecordedHandlers } from './recorded-handlers.js';
import type { Scene, SceneStep } from './scene.js';
import { lookingOnce, mayChange, truthOf, type Watched } from './truths.js';
import { valueNode } from './value-node.js';
import { Words } from './words.js';

/** The lab as a session uses it. */
export interface SteppedLab {
  readonly handlers: Handlers;
  /** Has the given classes and, as empty classes with the same names, the lab's. */
  readonly classes: ClassTable;
  readonly logOf?: LogOf | undefined;
  /** What the scene's steps did, if known; then the lab need not be asked. */
  readonly recorded?: RecordedHandlers | undefined;
  /** A step is shown even if the rules forbid it: a trace may not say all that led there. */
  readonly isRecording?: boolean | undefined;
  /** Why no step can be taken. */
  readonly stepRefusal?: string | undefined;
}

/** What can be done besides taking steps, depending on where the session runs. */
export type Abilities = Omit<SystemInfo['can'], 'step'>;

type Flag = EntrySays['flags'][number];
type Difference = Extract<SessionSays, { kind: 'opened' }>['difference'];

/**
 * A person's walk through one system: every step is kept in a tree, and one can go back to any of
 * them. Answers what a page asks; knows nothing of sockets, files and threads.
 */
export class Session {
  readonly scene: Scene;
  readonly stepper: Stepper;
  readonly lab: SteppedLab;
  readonly views: SearchViews;
  readonly #moments = new Moments();
  readonly #memory: PathMemory;
  readonly #words: Words;
  readonly #keys = new Keys();
  readonly #calls: CallsOfStep;
  readonly #names = new Map<number, string>();
  /** The watched predicates, evaluated fast along paths of thousands of steps. */
  readonly #watched: readonly Watched[];
  readonly #truths = new Map<number, readonly boolean[]>();
  readonly #entries = new Map<number, EntrySays>();
  readonly #nodes: { readonly address: Address; readonly role: 'server' | 'client' }[];
  #here: Moment;
  #skipped = 0;
  #advice: Scene['advice'];

  constructor(scene: Scene, lab: SteppedLab) {
    this.scene = scene;
    this.lab = lab;
    const { classes } = lab;
    this.#calls = new CallsOfStep(lab.handlers);
    this.stepper = new Stepper(scene.plan, this.#calls, classes, scene.network);
    this.views = new SearchViews(scene.plan, classes);
    this.#memory = new PathMemory(classes, scene.timeline);
    this.#words = new Words(classes);
    // A node may be added again after a crash; it is still one node.
    const nodes = new Map(scene.plan.nodes.map((node) => [node.address, node]));
    this.#nodes = [...nodes.values()].sort((a, b) => rank(a.role) - rank(b.role));
    this.#watched = scene.watched.map((each) => {
      return { ...each, predicate: lookingOnce(each.predicate) };
    });
    this.#advice = scene.advice;
    this.#here = this.#begin();
    this.#open(lab.recorded);
  }

  /** The selected moment. */
  get here(): Moment {
    return this.#here;
  }

  /** How many of the scene's steps could not be taken. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Takes the advice on the scene's failure, which may be known only later. */
  advise(advice: Scene['advice']): SessionSays {
    this.#advice = advice;
    const entries: EntrySays[] = [];
    for (const { step } of advice) {
      const moment = step === undefined ? undefined : this.#moments.get(step);
      const entry = moment && this.#entries.get(moment.id);
      if (moment === undefined || entry === undefined) continue;
      const flagged = { ...entry, flags: [...entry.flags, ...this.#adviceAt(moment)] };
      this.#entries.set(moment.id, flagged);
      entries.push(flagged);
    }
    return { kind: 'advised', advice: this.#adviceSays(), entries };
  }

  /** The name of this step, or of the nearest step before it that has one. */
  get nameHere(): string | undefined {
    const named = pathTo(this.#here).findLast(({ id }) => this.#names.has(id));
    return named && this.#names.get(named.id);
  }

  /** The invariants that do not hold at the selected moment. */
  brokenHere(): Watched[] {
    const view = this.views.of(this.#here.world);
    return this.scene.watched.filter(({ role, predicate }) => {
      return role === 'invariant' && !truthOf(predicate, view).holds;
    });
  }

  /** The names of steps, by their ids. */
  get names(): ReadonlyMap<number, string> {
    return this.#names;
  }

  /** Each branch, by the moment at which it ends. */
  branches(): Moment[] {
    return this.#moments.leaves();
  }

  /** All there is to show. */
  opened(can: Abilities, difference?: Difference) {
    const { scene } = this;
    const { stages, stage, verdict, again, title, origin } = scene;
    const message: SessionSays = {
      kind: 'opened',
      version: PROTOCOL_VERSION,
      system: {
        title,
        origin,
        mode: scene.network === 'bag' ? 'run' : 'search',
        advice: this.#adviceSays(),
        stages: [...stages],
        can: { step: this.lab.stepRefusal === undefined, ...can },
        ...(verdict !== undefined && { verdict }),
        ...(again !== undefined && { again }),
        ...(stage !== undefined && { stage }),
      },
      entries: [...this.#entries.values()],
      here: this.#show(),
      ...(difference !== undefined && { difference }),
    };
    return message;
  }

  /** Answers a page's message about this system; `undefined` if it is for somebody else. */
  answer(message: PageMessage): SessionSays | undefined {
    switch (message.kind) {
      case 'take':
        return this.#take(message.deed);
      case 'travel':
        return this.travel(message.to);
      case 'name':
        return this.#name(message.moment, message.name);
      case 'value':
        return this.#value(message.key);
      default:
        return undefined;
    }
  }

  travel(id: number): SessionSays {
    const moment = this.#moments.get(id);
    if (moment === undefined) return told(`there is no step ${id}`);
    this.#here = moment;
    return { kind: 'here', here: this.#show() };
  }

  /** Takes these actions from here, as far as they can be taken. */
  append(steps: readonly SceneStep[]): SessionSays {
    const entries: EntrySays[] = [];
    for (const step of steps) {
      const { action } = step;
      const known = this.#known(action);
      if (known !== undefined) {
        this.#here = known;
        continue;
      }
      const refusal = this.stepper.refusal(this.#here.world, action);
      if (refusal !== undefined) return told(`that cannot happen: ${refusal}`);
      entries.push(this.#add(step, false));
    }
    return { kind: 'grown', entries, here: this.#show() };
  }

  #begin(): Moment {
    const world = this.stepper.empty();
    const shared = { action: undefined, atMs: undefined, effects: NO_EFFECTS, calls: [] };
    const moment = this.#moments.add(undefined, { ...shared, world, isStart: true });
    this.#memory.see(moment);
    this.#truths.set(
      moment.id,
      this.scene.watched.map(() => false),
    );
    const tools = { words: this.#words, recalled: { cause: undefined, band: undefined } };
    this.#entries.set(moment.id, entryOf(moment, { ...tools, flags: [] }));
    return moment;
  }

  /** Takes the scene's steps, using the recording where it says what they did. */
  #open(recorded: RecordedHandlers | undefined): void {
    const { handlers } = this.lab;
    for (const [index, step] of this.scene.steps.entries()) {
      recorded?.at(index);
      this.#calls.ask(recorded?.tells(index) === true ? recorded : handlers);
      this.#follow(step, index);
    }
    this.#calls.ask(handlers);
  }

  /** A step of the scene: one that is no longer possible is left out, and the rest continues. */
  #follow(step: SceneStep, index: number): void {
    const refusal = this.stepper.refusal(this.#here.world, step.action);
    if (refusal === undefined || this.lab.isRecording === true)
      this.#add(step, index < this.scene.startLength);
    else this.#skipped++;
  }

  #take(deed: Deed): SessionSays {
    if (this.lab.stepRefusal !== undefined) return told(this.lab.stepRefusal);
    const action = actionOf(deed, this.#keys, this.#here.world);
    return action === undefined ? told('that is no longer there') : this.append([{ action }]);
  }

  /**
   * The moment to which the same action led before: doing it again goes there and makes no second
   * branch.
   */
  #known(action: Action): Moment | undefined {
    const text = JSON.stringify(action);
    return this.#moments
      .childrenOf(this.#here)
      .find((child) => JSON.stringify(child.action) === text);
  }

  #add({ action, atMs, band }: SceneStep, isStart: boolean): EntrySays {
    const { world, effects } = this.stepper.step(this.#here.world, action);
    const calls = this.#calls.take();
    const moment = this.#moments.add(this.#here, { action, atMs, world, effects, calls, isStart });
    const seen = this.#memory.see(moment);
    const recalled = band === undefined ? seen : { ...seen, band };
    const flags = [...this.#flags(moment), ...this.#adviceAt(moment)];
    const entry = entryOf(moment, { words: this.#words, recalled, flags });
    this.#entries.set(moment.id, entry);
    this.#here = moment;
    return entry;
  }

  /** The notes on the steps that lead here. */
  notes(): TraceNotes {
    const steps = new Map(pathTo(this.#here).map(({ id }, number) => [id, number]));
    const bands = [...steps].flatMap(([id, step]) => {
      const text = this.#entries.get(id)?.band;
      return text === undefined ? [] : [{ step, text }];
    });
    const advice = this.#advice.map(({ label, text, step }) => {
      return { label, text, step: step && steps.get(step) };
    });
    return { advice, bands };
  }

  #adviceSays() {
    return this.#advice.map(({ label, text, step }) => {
      return { label, text, ...(step !== undefined && { moment: step }) };
    });
  }

  #adviceAt({ id }: Moment): Flag[] {
    return this.#advice
      .filter(({ step }) => step === id)
      .map(({ label, text }) => ({ kind: 'cause', text: `${label}: ${text}` }));
  }

  /** What became true or false with this moment. */
  #flags(moment: Moment): Flag[] {
    const { fault } = moment.effects;
    if (fault !== undefined) return [{ kind: 'fault', text: faultText(fault) }];
    const watched = this.#watched;
    const parent = moment.parent as Moment;
    const before = this.#truths.get(parent.id) ?? [];
    const isMoved = watched.map(({ predicate }) => {
      return mayChange(predicate, parent.world, moment.world);
    });
    if (!isMoved.includes(true)) {
      this.#truths.set(moment.id, before);
      return [];
    }
    const view = this.views.of(moment.world);
    const now = watched.map(({ predicate, role }, i) => {
      if (isMoved[i] !== true) return before[i] === true;
      const { holds } = truthOf(predicate, view);
      return role === 'invariant' ? !holds : holds;
    });
    this.#truths.set(moment.id, now);
    return watched.flatMap(({ predicate, role, isQuiet }, i) => {
      if (now[i] !== true || before[i] === true || isQuiet === true) return [];
      // Before anybody issues a command, every client is done.
      const isStarting = moment.isStart || moment.action?.kind === 'add';
      if (isStarting && role !== 'invariant') return [];
      const { detail } = truthOf(predicate, view);
      const text = detail === undefined ? predicate.name : `${predicate.name}: ${detail}`;
      return { kind: role === 'invariant' ? 'violated' : role, text } as const;
    });
  }

  #name(id: number, name: string): SessionSays {
    const entry = this.#entries.get(id);
    if (entry === undefined) return told(`there is no step ${id}`);
    if (name === '') this.#names.delete(id);
    else this.#names.set(id, name);
    const { name: _before, ...rest } = entry;
    const renamed = name === '' ? rest : { ...rest, name };
    this.#entries.set(id, renamed);
    return { kind: 'entry', entry: renamed };
  }

  #value(key: string): SessionSays {
    const pointed = this.#keys.get(key);
    if (pointed === undefined) return told('that is no longer there');
    const { kind } = pointed;
    const text = kind === 'message' ? pointed.envelope.message : pointed.timer.timer;
    return { kind: 'value', key, value: valueNode(this.views.value(text), this.lab.classes) };
  }

  #show(): ReturnType<typeof hereOf> {
    const tools: HereTools = {
      stepper: this.stepper,
      classes: this.lab.classes,
      views: this.views,
      memory: this.#memory,
      words: this.#words,
      keys: this.#keys,
      watched: this.scene.watched,
      nodes: this.#nodes,
      stepRefusal: this.lab.stepRefusal,
      logOf: (moment) => this.#logged(moment),
    };
    return hereOf(this.#here, tools);
  }

  #logged({ id, calls }: Moment): readonly string[] {
    const { logOf, recorded } = this.lab;
    // The steps of a recording come first, right after the empty world.
    const known = recorded?.logAt(id - 1) ?? [];
    if (known.length > 0 || logOf === undefined) return known;
    return calls.flatMap((call) => logOf(call).map(({ level, text }) => `${level} ${text}`));
  }
}

/** A value in words. */
export function told(text: string, isError = true): SessionSays {
  return { kind: 'told', text, isError };
}

function rank(role: 'server' | 'client'): number {
  return role === 'client' ? 0 : 1;
}
