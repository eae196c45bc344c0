import { workerData } from 'node:worker_threads';
import { CrewMember } from '../crew/crew-member.js';
import {
  CONTROL_KNOWN,
  JUDGED_NOTABLE,
  KIND_FIND,
  KIND_JUDGE,
  QUESTION_ANSWER,
  QUESTION_COUNT,
  QUESTION_EVENT,
  QUESTION_KIND,
  QUESTION_LOCAL,
  QUESTION_REST,
  QUESTION_STATE,
  REST_MAX,
  STATE_ASKED,
  type ProbeCrewStart,
} from './probe-crew-protocol.js';
import { Probe } from './probe.js';
import { survey, type Surveyor } from './survey.js';
import type { WalkGuide } from './walk-maker.js';
import {
  emptyWalkTables,
  readView,
  WALKED,
  WALKED_RESULTS_ID,
  type WalkTablesView,
} from './walk-tables.js';

/** A thread that takes probes: it reads known outcomes and asks the search for the rest. */
class Helper implements WalkGuide, Surveyor {
  readonly tables = emptyWalkTables(false);
  readonly probe: Probe;
  readonly #start: ProbeCrewStart;
  /** By the numbers of all results. */
  readonly #judged = new Map<string, number>();
  readonly #member: CrewMember<WalkTablesView>;
  #known: number;

  constructor(start: ProbeCrewStart) {
    this.#start = start;
    this.#member = new CrewMember(start);
    this.#known = start.known;
    readView(this.tables, start.tables);
    this.probe = new Probe(start.plan.start, this);
  }

  get known(): number {
    return this.#known;
  }

  work(): void {
    const { plan, records } = this.#start;
    const member = this.#member;
    member.begin();
    for (;;) {
      const number = member.ticket();
      if (!member.mayWorkOn(number)) break;
      survey(this, plan, number, records);
      member.finished(number);
    }
    member.leave();
  }

  find(local: number, event: number, others: readonly number[]): void {
    this.#refresh();
    const known = this.tables.outcomes.get(local, event);
    if (known !== 0 && known <= this.#known) return;
    const { question } = this.#start;
    question[QUESTION_LOCAL] = local;
    question[QUESTION_EVENT] = event;
    const count = Math.min(others.length, REST_MAX);
    for (let i = 0; i < count; i++) question[QUESTION_REST + i] = others[i] as number;
    this.#ask(KIND_FIND, count);
    this.#refresh();
  }

  judge(): number {
    if (!this.#start.plan.readsResultsOnly) return this.#askToJudge();
    const { locals } = this.tables;
    let key = '';
    for (const local of this.probe.locals) {
      key += `${String(locals[local * WALKED + WALKED_RESULTS_ID])},`;
    }
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const judged = this.#askToJudge();
    this.#judged.set(key, judged);
    return judged;
  }

  look(): void {
    // Nobody waits for this thread.
  }

  #askToJudge(): number {
    const { locals, network, networkEnd } = this.probe;
    const { question } = this.#start;
    if (locals.length + networkEnd > REST_MAX) return JUDGED_NOTABLE;
    question.set(locals, QUESTION_REST);
    question.set(network.subarray(0, networkEnd), QUESTION_REST + locals.length);
    return this.#ask(KIND_JUDGE, locals.length + networkEnd);
  }

  /** Asks the search's own thread and sleeps until the answer arrives. */
  #ask(kind: number, count: number): number {
    const { question } = this.#start;
    question[QUESTION_KIND] = kind;
    question[QUESTION_COUNT] = count;
    Atomics.store(question, QUESTION_STATE, STATE_ASKED);
    this.#member.tellNews();
    while (Atomics.load(question, QUESTION_STATE) === STATE_ASKED) {
      Atomics.wait(question, QUESTION_STATE, STATE_ASKED);
    }
    return question[QUESTION_ANSWER] as number;
  }

  /** Catches up with new outcomes, and with tables that have moved. */
  #refresh(): void {
    const known = Atomics.load(this.#start.control, CONTROL_KNOWN);
    const view = this.#member.heard();
    if (view !== undefined) readView(this.tables, view);
    this.#known = known;
  }
}

new Helper(workerData as ProbeCrewStart).work();
