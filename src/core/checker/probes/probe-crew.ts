import { endHelper, startHelper, type HelperThread } from '../helper-thread.js';
import { reserveInts } from '../memory.js';
import {
  CONTROL_COUNTED,
  CONTROL_KNOWN,
  CONTROL_LENGTH,
  CONTROL_NEWS,
  CONTROL_READY,
  CONTROL_TABLES,
  CONTROL_TICKET,
  KIND_JUDGE,
  PROGRESS_BASE,
  QUESTION_ANSWER,
  QUESTION_COUNT,
  QUESTION_EVENT,
  QUESTION_KIND,
  QUESTION_LOCAL,
  QUESTION_REST,
  QUESTION_STATE,
  RECORD,
  RECORD_DEPTH,
  RECORD_NOTABLE,
  RECORD_PROGRESS_HIGH,
  RECORD_PROGRESS_LOW,
  RECORD_REJECTED,
  RECORD_REJECTS,
  RECORD_TICKET,
  RECORDS,
  REST_MAX,
  STATE_ANSWERED,
  STATE_ASKED,
  type ProbePlan,
} from './probe-crew-protocol.js';
import { survey, type ProbeRecord, type Surveyor } from './survey.js';
import type { WalkMaker } from './walk-maker.js';
import { viewOf, type WalkTablesView } from './walk-tables.js';
import type { Walked } from './walked-state.js';

/** A search that waits for a probe this long without news has lost a thread. */
const LOST_MS = 3000;
const LOOK_MS = 50;

interface Member {
  readonly thread: HelperThread;
  readonly question: Int32Array;
}

/** What the search's own thread does for the others. */
export interface ProbeMaster extends Surveyor {
  readonly maker: WalkMaker;
  /** What the predicates say of a state, as one of the `JUDGED_` numbers. */
  judgeOf(walked: Walked): number;
}

/**
 * Threads that take probes, each with a number. They read what is known of the lab and its
 * handlers, and ask the search's own thread for the rest. The search counts the probes in the
 * order of their numbers and takes those again by itself that matter; so the result cannot depend
 * on the threads.
 */
export class ProbeCrew {
  readonly #master: ProbeMaster;
  readonly #plan: ProbePlan;
  readonly #control = reserveInts(CONTROL_LENGTH, true);
  readonly #records = reserveInts(RECORDS * RECORD, true);
  readonly #members: readonly Member[];
  #view: WalkTablesView;
  #heard = 0;
  #lost = false;

  /** `threads` are to help from probe number `from` on. */
  constructor(threads: number, from: number, plan: ProbePlan, master: ProbeMaster) {
    this.#master = master;
    this.#plan = plan;
    this.#view = viewOf(master.maker.tables);
    this.#control[CONTROL_TICKET] = from;
    this.#control[CONTROL_COUNTED] = from;
    this.#members = Array.from({ length: threads }, (_, i) => this.#member(i + 1)).filter(
      (member) => member !== undefined,
    );
  }

  /** Whether a thread was lost, or none could be started: the search does without them. */
  get isLost(): boolean {
    return this.#lost || this.#members.length === 0;
  }

  /** Waits until all threads have begun, or gives them up. */
  waitUntilReady(): void {
    const startMs = performance.now();
    for (;;) {
      const ready = Atomics.load(this.#control, CONTROL_READY);
      if (this.isLost || ready === this.#members.length) return;
      Atomics.wait(this.#control, CONTROL_READY, ready, LOOK_MS);
      if (performance.now() - startMs > LOST_MS * 5) this.dismiss();
    }
  }

  /** Answers what the threads ask. */
  serve(): void {
    const news = Atomics.load(this.#control, CONTROL_NEWS);
    if (news === this.#heard) return;
    this.#heard = news;
    for (const { question } of this.#members) {
      if (Atomics.load(question, QUESTION_STATE) === STATE_ASKED) this.#answer(question);
    }
  }

  /**
   * The record of probe `number`, the next that counts; undefined when the search has to take it,
   * whose ticket is then the search's.
   */
  record(number: number): ProbeRecord | undefined {
    const control = this.#control;
    let quietMs = performance.now();
    while (!this.#lost) {
      const heard = Atomics.load(control, CONTROL_NEWS);
      this.serve();
      const record = this.#recordOf(number);
      if (record !== undefined) return record;
      const mine = this.#ticket(number);
      if (mine === number) return undefined;
      if (mine !== undefined) survey(this.#master, this.#plan, mine, this.#records);
      else Atomics.wait(control, CONTROL_NEWS, heard, LOOK_MS);
      const now = Atomics.load(control, CONTROL_NEWS);
      if (now !== heard || mine !== undefined) quietMs = performance.now();
      if (performance.now() - quietMs > LOST_MS) this.dismiss();
    }
    return undefined;
  }

  /** All probes before this one count: their records are no longer needed. */
  counted(number: number): void {
    Atomics.store(this.#control, CONTROL_COUNTED, number);
    Atomics.notify(this.#control, CONTROL_COUNTED);
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#lost = true;
    for (const { thread } of this.#members) endHelper(thread);
  }

  #member(index: number): Member | undefined {
    const question = reserveInts(QUESTION_REST + REST_MAX, true);
    const { tables, filled } = this.#master.maker;
    const thread = startHelper('probes/probe-worker.js', `probe ${index}`, {
      plan: this.#plan,
      control: this.#control,
      records: this.#records,
      question,
      tables: viewOf(tables),
      known: filled,
    });
    return thread && { thread, question };
  }

  /** Takes the ticket of the next probe that nobody has taken, if there is room for its record. */
  #ticket(counted: number): number | undefined {
    const control = this.#control;
    const ticket = Atomics.load(control, CONTROL_TICKET);
    if (ticket - counted >= RECORDS) return undefined;
    const found = Atomics.compareExchange(control, CONTROL_TICKET, ticket, ticket + 1);
    return found === ticket ? ticket : this.#ticket(counted);
  }

  #recordOf(number: number): ProbeRecord | undefined {
    const records = this.#records;
    const at = (number % RECORDS) * RECORD;
    if (Atomics.load(records, at + RECORD_TICKET) !== number + 1) return undefined;
    const high = records[at + RECORD_PROGRESS_HIGH] as number;
    const rejects = records[at + RECORD_REJECTS] as number;
    return {
      isNotable: records[at + RECORD_NOTABLE] === 1,
      depth: records[at + RECORD_DEPTH] as number,
      progress: high * PROGRESS_BASE + (records[at + RECORD_PROGRESS_LOW] as number),
      rejected: records.subarray(at + RECORD_REJECTED, at + RECORD_REJECTED + rejects),
    };
  }

  #answer(question: Int32Array): void {
    const from = QUESTION_REST;
    const rest = question.subarray(from, from + (question[QUESTION_COUNT] as number));
    if (question[QUESTION_KIND] === KIND_JUDGE) {
      const nodes = this.#plan.start.locals.length;
      const network = rest.subarray(nodes);
      const walked = { locals: rest.subarray(0, nodes), network, networkEnd: network.length };
      question[QUESTION_ANSWER] = this.#master.judgeOf(walked);
    } else {
      const { maker } = this.#master;
      const local = question[QUESTION_LOCAL] as number;
      const event = question[QUESTION_EVENT] as number;
      maker.find(local, event, [...rest]);
      this.#publish();
    }
    Atomics.store(question, QUESTION_STATE, STATE_ANSWERED);
    Atomics.notify(question, QUESTION_STATE);
  }

  /** Tells all threads where the tables are now, then how much of them can be read. */
  #publish(): void {
    const { tables, filled } = this.#master.maker;
    const view = viewOf(tables);
    const keys = Object.keys(view) as (keyof WalkTablesView)[];
    if (keys.some((key) => view[key] !== this.#view[key])) {
      this.#view = view;
      for (const { port } of this.#members.map(({ thread }) => thread)) port.postMessage(view);
      Atomics.add(this.#control, CONTROL_TABLES, 1);
    }
    Atomics.store(this.#control, CONTROL_KNOWN, filled);
  }
}
