import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileLab } from '../../compile/index.js';
import type { CompiledLab } from '../../box/index.js';
import { GivenModules, loadTerms } from '../../given/index.js';
import { boxCommand } from '../../isolation/index.js';
import { openLab, RememberedHandlers, type RemoteLab } from '../../judge/index.js';
import { LabFault, UsageError } from '../../support/index.js';
import type { LabDefinition } from '../../testkit/index.js';
import {
  formatTrace,
  parseTrace,
  standardPredicate,
  toHtml,
  type Trace,
} from '../../trace/index.js';
import { differenceOf } from '../difference.js';
import type { PageMessage, SavedAs, SessionSays } from '../protocol.js';
import { livePage } from '../mailed/live-page.js';
import { retaken } from '../retaken.js';
import { runSessionOn } from '../run-on.js';
import { drivenBranch, savedBranch, traceOf } from '../saved-trace.js';
import type { Scene } from '../scene.js';
import { searchHere } from '../search-here.js';
import { adviceOn } from '../scenes/advice.js';
import { sceneOfMembers } from '../scenes/from-members.js';
import { sceneOfStart, startsOf, type TestStarts } from '../scenes/from-test.js';
import { openTrace } from '../scenes/from-trace.js';
import type { SceneContext } from '../scenes/scene-context.js';
import { Session, told, type Abilities, type SteppedLab } from '../session.js';
import type { Opening, SessionThreadData } from './thread-protocol.js';

type Say = (message: SessionSays) => void;

/** The callbacks of a desk. */
export interface DeskEars {
  readonly say: Say;
  /** What pages are shown, also new ones, until the session is open. */
  readonly preview: Say;
}

interface LoadedLab extends SteppedLab {
  readonly compiled: CompiledLab;
  readonly remote: RemoteLab;
}

/**
 * Answers the pages of one lab: opens what is to be debugged, keeps the session, and does what
 * needs files, threads or the checker. It may block; the server, in another thread, keeps running.
 */
export class Desk {
  readonly #data: SessionThreadData;
  readonly #known: LabDefinition;
  readonly #say: Say;
  readonly #preview: Say;
  readonly #stop: Int32Array;
  #opening: Opening;
  #lab: LoadedLab | undefined;
  #starts: TestStarts | undefined;
  #stage = 0;
  #session: Session | undefined;

  constructor(data: SessionThreadData, known: LabDefinition, { say, preview }: DeskEars) {
    this.#data = data;
    this.#known = known;
    this.#say = say;
    this.#preview = preview;
    this.#stop = new Int32Array(data.stop);
    this.#opening = data.opening;
  }

  /** Loads the lab and opens what was asked for. Throws `UsageError` or `LabFault`. */
  async open(): Promise<void> {
    this.#lab = await this.#load();
    await this.#begin(this.#lab);
  }

  /** Sends everything there is to show to a new page. */
  present(): void {
    if (this.#session !== undefined) this.#say(this.#session.opened(CAN));
  }

  async answer(message: PageMessage): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    switch (message.kind) {
      case 'search':
        return this.#search(session, message.goal, message.states);
      case 'run-on':
        return runSessionOn(session, message).forEach(this.#say);
      case 'stage':
        return this.#goToStage(message.index);
      case 'save':
        return this.#save(session, message.as);
      case 'open':
        return this.#openText(message.name, message.text);
      default: {
        const said = session.answer(message);
        if (said !== undefined) this.#say(said);
      }
    }
  }

  /** The lab's files have changed: replays the same steps with the current code. */
  async reload(): Promise<void> {
    const before = this.#session;
    this.#say({
      kind: 'busy',
      text: 'replaying the steps with the current code',
      canStop: false,
    });
    let lab: LoadedLab;
    try {
      lab = await this.#load();
      if (lab.compiled.digest === this.#lab?.compiled.digest && before !== undefined) {
        lab.remote.close();
        this.present();
        return;
      }
    } catch (error) {
      this.#say(notLoading(error, this.#data.solution));
      this.#say({ kind: 'idle' });
      return;
    }
    this.#lab?.remote.close();
    this.#lab = lab;
    if (before === undefined) return this.#begin(lab);
    const { session, report } = retaken(before, lab, (steps) => ({
      ...before.scene,
      steps,
      timeline: this.#context(lab).timeline,
      trace: { ...before.scene.trace, solution: lab.compiled.digest },
    }));
    this.#session = session;
    this.#say(session.opened(CAN, differenceOf(report)));
  }

  close(): void {
    this.#lab?.remote.close();
  }

  async #load(): Promise<LoadedLab> {
    const { solution, code } = this.#data;
    const compiled = await compileLab(solution, await GivenModules.load(code.given));
    const terms = await loadTerms({ given: code.given, exports: this.#known.exports });
    const classes = terms.given.createTable();
    const place = { transport: 'process', start: boxCommand('D') } as const;
    const remote = await openLab(compiled, terms, classes, place);
    const handlers = new RememberedHandlers(remote.handlers);
    return { compiled, remote, handlers, classes, logOf: (call) => remote.logOf(call) };
  }

  #context({ compiled, classes }: LoadedLab): SceneContext {
    const { lab, harness } = this.#data;
    const { insight } = this.#known;
    const timeline = insight && (() => insight.timeline());
    return { lab, harness, solution: compiled.digest, classes, timeline };
  }

  async #begin(lab: LoadedLab): Promise<void> {
    const context = this.#context(lab);
    const opening = this.#opening;
    switch (opening.kind) {
      case 'members':
        this.#show(sceneOfMembers(opening, this.#known.driven, context), lab);
        return;
      case 'trace':
        return this.#openTrace(await parseTrace(opening.text, opening.name), opening.name, lab);
      case 'test': {
        this.#starts = this.#findStarts(opening.number, lab);
        this.#stage = Math.max(0, this.#starts.starts.length - 1);
        this.#show(sceneOfStart(this.#starts, this.#stage, context), lab);
      }
    }
  }

  #openTrace(trace: Trace, name: string, lab: LoadedLab): void {
    this.#refuseOther(trace, name);
    const notes = { origin: name, predicateOf: standardPredicate };
    const { session, report } = openTrace(trace, lab, this.#context(lab), notes, {
      preview: (preview, text) => this.#preview({ ...preview.opened(CAN), busy: text }),
      progress: (words) => this.#preview({ kind: 'busy', text: words, canStop: false }),
    });
    this.#session = session;
    this.#say(session.opened(CAN, report && differenceOf(report)));
    if (session.scene.advice.length > 0) return;
    const taken = traceOf(session, trace.verdict);
    const advice = adviceOn(taken, this.#known.insight, lab.classes);
    if (advice.length > 0) this.#say(session.advise(advice));
  }

  #findStarts(number: string, { remote, classes }: LoadedLab): TestStarts {
    const test = this.#known.tests[number];
    if (test?.kind !== 'search') {
      throw new UsageError('LT004', `Test ${number} has no searches.`, [
        `Open one of its traces instead: labtest run ${number} --save-traces, then labtest debug`,
      ]);
    }
    const { handlers } = remote;
    const starts = startsOf(number, test, { handlers, classes }, (name, states) => {
      this.#say({ kind: 'busy', text: `${name}: ${states} states`, canStop: true });
      return this.#isStopped() ? 'stop' : 'go on';
    });
    this.#say({ kind: 'idle' });
    if (starts.starts.length > 0) return starts;
    throw new UsageError('LT010', `Test ${number} reaches no search: ${starts.failure ?? ''}`);
  }

  #refuseOther(trace: Trace, name: string): void {
    const { lab } = this.#data;
    if (trace.lab === lab) return;
    throw new UsageError(
      'LT006',
      `${name} is a trace of lab ${trace.lab}, and this is lab ${lab}.`,
    );
  }

  #show(scene: Scene, lab: LoadedLab, difference?: ReturnType<typeof differenceOf>): void {
    this.#session = new Session(scene, lab);
    this.#say(this.#session.opened(CAN, difference));
  }

  #goToStage(index: number): void {
    const lab = this.#lab;
    if (this.#starts?.starts[index] === undefined || lab === undefined) return;
    this.#stage = index;
    this.#show(sceneOfStart(this.#starts, index, this.#context(lab)), lab);
  }

  async #openText(name: string, text: string): Promise<void> {
    const before = this.#opening;
    const lab = this.#lab;
    if (lab === undefined) return;
    try {
      this.#opening = { kind: 'trace', name, text };
      await this.#begin(lab);
    } catch (error) {
      this.#opening = before;
      if (!(error instanceof UsageError)) throw error;
      this.#say(told(error.message));
    }
  }

  #search(session: Session, goal: number | 'violation', states: number): void {
    const lab = this.#lab as LoadedLab;
    Atomics.store(this.#stop, 0, 0);
    this.#say({ kind: 'busy', text: 'searching', canStop: true });
    let toldMs = performance.now();
    const found = searchHere(session, lab.remote.handlers, goal, states, (progress) => {
      if (performance.now() - toldMs > PROGRESS_MS) {
        toldMs = performance.now();
        const text = `searching: ${progress.states} states, ${progress.depth} steps deep`;
        this.#say({ kind: 'busy', text, canStop: true });
      }
      return this.#isStopped() ? 'stop' : 'go on';
    });
    this.#say({ kind: 'idle' });
    if (found.events !== undefined) {
      this.#say(session.append(found.events.map((action) => ({ action }))));
    }
    this.#say(told(found.text, found.events === undefined));
  }

  #isStopped(): boolean {
    return Atomics.load(this.#stop, 0) === 1;
  }

  async #save(session: Session, as: SavedAs): Promise<void> {
    if (as === 'trace' || as === 'mermaid') return this.#say(savedBranch(session, as));
    const { name, trace } = drivenBranch(session);
    if (as === 'regression') return this.#keep(trace, name);
    const file = `${name}.trace.json`;
    const content = as === 'html' ? toHtml(trace, file) : await this.#live(trace, file);
    this.#say({ kind: 'saved', name: `${name}.html`, type: 'text/html', content });
  }

  #live(trace: Trace, name: string): Promise<string> {
    const { solution, code } = this.#data;
    return livePage({ trace: { name, text: formatTrace(trace) }, solution, code });
  }

  #keep(trace: Trace, name: string): void {
    const folder = path.join(this.#data.root, 'regressions');
    mkdirSync(folder, { recursive: true });
    const file = writeBeside(folder, name, formatTrace(trace));
    const shown = path.relative(process.cwd(), file);
    this.#say(told(`saved; replay it with: labtest replay ${shown}`, false));
  }
}

const CAN: Abilities = {
  search: true,
  save: ['trace', 'html', 'live', 'mermaid', 'regression'],
};
const PROGRESS_MS = 150;

/** Writes a new file; an existing one of this name is kept. */
function writeBeside(folder: string, name: string, text: string, again = 1): string {
  const number = again === 1 ? '' : `-${again}`;
  const file = path.join(folder, `${name}${number}.trace.json`);
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return writeBeside(folder, name, text, again + 1);
  }
}

/** Says where and why the lab does not load. */
function notLoading(error: unknown, solution: string): SessionSays {
  if (!(error instanceof LabFault)) throw error;
  const { message, place, hint, others = [] } = error.data;
  const at = place === undefined ? [] : [`${path.join(solution, place.file)}:${place.line}`];
  const more = others.map((other) => {
    const where = other.place === undefined ? '' : ` (${other.place.file}:${other.place.line})`;
    return `${other.message}${where}`;
  });
  const lines = [...at, ...(hint === undefined ? [] : [hint]), ...more];
  return { kind: 'broken', message: `The lab does not load: ${message}`, lines };
}
