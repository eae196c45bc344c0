import { Crew } from '../crew/crew.js';
import { finish } from '../crew/crew-member.js';
import { reserveInts } from '../memory.js';
import { loadProgress } from '../progress.js';
import {
  CONTROL_KNOWN,
  KIND_JUDGE,
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
  RECORD_PROGRESS,
  RECORD_REJECTED,
  RECORD_REJECTS,
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

/** What the search's own thread does for the others. */
export interface ProbeMaster extends Surveyor {
  readonly maker: WalkMaker;
  /** The predicates' verdict on a state, as one of the `JUDGED_` numbers. */
  judgeOf(walked: Walked): number;
}

/**
 * Threads that take numbered probes. They read what is known about the lab and its handlers, and
 * ask the search's own thread for the rest. The search counts the probes in the order of their
 * numbers, and repeats those that matter itself.
 */
export class ProbeCrew {
  readonly #master: ProbeMaster;
  readonly #plan: ProbePlan;
  readonly #crew: Crew;
  readonly #records = reserveInts(RECORDS * RECORD, true);
  readonly #questions: Int32Array[] = [];
  #view: WalkTablesView;

  /** Starts up to `threads` threads, which help from probe number `from` on. */
  constructor(threads: number, from: number, plan: ProbePlan, master: ProbeMaster) {
    this.#master = master;
    this.#plan = plan;
    this.#view = viewOf(master.maker.tables);
    this.#crew = new Crew(RECORDS, from, {
      serve: () => this.serve(),
      help: (number) => {
        survey(master, plan, number, this.#records);
        finish(this.#crew.control, RECORDS, number);
      },
    });
    for (let i = 1; i <= threads; i++) this.#enlist(`probe ${i}`);
  }

  /** Whether a thread was lost, or none could be started: the search continues without them. */
  get isLost(): boolean {
    return this.#crew.isLost;
  }

  /** Waits until all threads have started, or gives them up. */
  waitUntilReady(): void {
    this.#crew.waitUntilReady();
  }

  /** Answers the threads' questions. */
  serve(): void {
    for (const question of this.#questions) {
      if (Atomics.load(question, QUESTION_STATE) === STATE_ASKED) this.#answer(question);
    }
  }

  /** The record of the probe that counts next; undefined if the search has to take it. */
  record(number: number): ProbeRecord | undefined {
    return this.#crew.take(number) ? this.#recordOf(number) : undefined;
  }

  /** All probes before this one count: their records are no longer needed. */
  counted(number: number): void {
    this.#crew.counted(number);
  }

  /** Ends the threads. */
  dismiss(): void {
    this.#crew.dismiss();
  }

  #enlist(name: string): void {
    const question = reserveInts(QUESTION_REST + REST_MAX, true);
    const { tables, filled } = this.#master.maker;
    const data = { plan: this.#plan, records: this.#records, question };
    const known = { tables: viewOf(tables), known: filled };
    const isThere = this.#crew.enlist('probes/probe-worker.js', name, { ...data, ...known });
    if (isThere) this.#questions.push(question);
  }

  #recordOf(number: number): ProbeRecord {
    const records = this.#records;
    const at = (number % RECORDS) * RECORD;
    const rejects = records[at + RECORD_REJECTS] as number;
    return {
      isNotable: records[at + RECORD_NOTABLE] === 1,
      depth: records[at + RECORD_DEPTH] as number,
      progress: loadProgress(records, at + RECORD_PROGRESS),
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
      this.#crew.tell(view);
    }
    Atomics.store(this.#crew.control, CONTROL_KNOWN, filled);
  }
}
