import { SearchViews } from '../../predicate/index.js';
import { assert } from '../../support/index.js';
import { EFFECT_FAULT } from '../interned/cell-arrays.js';
import type { CellVector } from '../interned/cells.js';
import { ExpandCrew, type ExpandedChunk } from './expand-crew.js';
import { CHUNK, Expander } from './expander.js';
import { Frontier, PRUNED } from './frontier.js';
import { isGraver, judge } from '../judge.js';
import { Limits } from '../limits.js';
import { MemoryExhausted } from '../memory.js';
import { OrderRead } from '../unread-orders.js';
import { PairTable } from '../interned/pair-table.js';
import type { Explored, Search, SearchFinding, SearchProblem, SearchSettings } from '../search.js';
import { Space } from '../interned/space.js';
import { decodeTree, encodeTree, treeShape, type TreeShape } from './state-tree.js';
import {
  rawEntries,
  SUCCESSOR,
  SUCCESSOR_FLAGS_SHIFT,
  SUCCESSOR_RAW,
  SUCCESSOR_UNKNOWN,
} from './successors.js';
import { Tally } from '../tally.js';
import { TraceBack, type Lead } from './trace-back.js';
import { decided, type StateVerdict } from '../interned/verdicts.js';
import { Visited } from './visited.js';

type End = Explored['end'];

const UNKNOWN = SUCCESSOR_UNKNOWN << SUCCESSOR_FLAGS_SHIFT;
const RAW = SUCCESSOR_RAW << SUCCESSOR_FLAGS_SHIFT;

/** The most important finding of one level. */
interface Found {
  readonly end: 'exception' | 'violation' | 'goal';
  readonly lead: Lead;
}

/** A level with fewer chunks is expanded without the threads. */
const CHUNKS_LEAST = 4;

/** The number of the state the search starts from. */
const START = 1;

/** Threads start if the budget has this many left: with fewer they save less than they cost. */
const STATES_LEFT_LEAST = 2_000_000;
/** A level this many times smaller than `workersFrom` belongs to a search that is about to end. */
const LEVELS_LIKE_THIS = 8;

/** One breadth-first search. */
export class BreadthFirst {
  readonly #problem: SearchProblem;
  readonly #settings: SearchSettings;
  readonly #space: Space;
  readonly #shape: TreeShape;
  readonly #inner: PairTable;
  readonly #visited: Visited;
  readonly #expander: Expander;
  readonly #limits: Limits;
  readonly #tally = new Tally();
  readonly #trace: TraceBack;
  readonly #views: SearchViews;
  readonly #slots: Int32Array;
  #level: Frontier;
  #nextLevel: Frontier;
  #found: Found | undefined;
  readonly #workersFrom: number;
  #crewWasStarted = false;
  #crew: ExpandCrew | undefined;

  /** From `workersFrom` states on, other threads help. */
  constructor(
    problem: SearchProblem,
    settings: SearchSettings,
    report: Parameters<Search>[2],
    workersFrom: number,
  ) {
    this.#workersFrom = workersFrom;
    const shared = settings.workers > 1;
    this.#problem = problem;
    this.#settings = settings;
    this.#space = new Space(problem, settings);
    const nodes = this.#space.addresses.length;
    assert(nodes > 0 && nodes < PRUNED, `a search with ${nodes} nodes`);
    this.#shape = treeShape(nodes);
    this.#inner = new PairTable(4096, 2 ** 28, shared, 2);
    this.#visited = new Visited(settings.statesMax, settings.memoryMaxBytes, shared);
    const { cells } = this.#space;
    this.#expander = new Expander(
      this.#shape,
      cells.arrays,
      this.#inner,
      this.#visited.table,
      cells,
    );
    this.#limits = new Limits(settings, report);
    this.#trace = new TraceBack(problem, settings.links, this.#space, (state) =>
      this.#cellsOf(state).slice(0, this.#shape.leaves),
    );
    this.#views = new SearchViews(problem.plan, problem.classes);
    this.#slots = new Int32Array(this.#shape.width);
    this.#level = new Frontier(shared);
    this.#nextLevel = new Frontier(shared);
  }

  run(): Explored {
    try {
      return this.#run();
    } finally {
      this.#crew?.dismiss();
    }
  }

  #run(): Explored {
    this.#begin();
    if (this.#found !== undefined) return this.#result(this.#found.end, -1);
    for (let depth = 0; this.#level.count > this.#level.pruned; depth++) {
      if (depth >= this.#settings.depthMax) return this.#result('depth', depth - 1);
      const ended = this.#endOfLevel(depth);
      const found = this.#found as Found | undefined;
      if (ended !== undefined) return this.#result(found?.end ?? ended, depth - 1);
      if (found !== undefined) return this.#result(found.end, depth);
      [this.#level, this.#nextLevel] = [this.#nextLevel, this.#level];
    }
    return this.#result('exhausted', this.#tally.depth);
  }

  #begin(): void {
    this.#slots.set(this.#space.start());
    encodeTree(this.#shape, this.#inner, this.#slots, 0);
    const { rootLeft, rootRight } = this.#shape;
    const slots = this.#slots;
    this.#visited.table.insert(slots[rootLeft] as number, slots[rootRight] as number);
    this.#level.clear(START);
    this.#level.push(0, 0);
    this.#tally.addStates(0, 1);
    const { start } = this.#problem;
    if (start.exception !== undefined) {
      this.#found = { end: 'exception', lead: { state: START, fault: undefined } };
      return;
    }
    const verdict = this.#verdict(START);
    if (verdict === 'violation' || verdict === 'goal') {
      this.#found = { end: verdict, lead: { state: START, fault: undefined } };
    }
  }

  #endOfLevel(depth: number): End | undefined {
    try {
      return this.#expandLevel(depth);
    } catch (error) {
      if (error instanceof MemoryExhausted) return 'memory';
      throw error;
    }
  }

  /** Expands every state of a level, unless a limit ends the search. */
  #expandLevel(depth: number): End | undefined {
    const level = this.#level;
    this.#nextLevel.clear(level.end);
    for (let first = level.first; first < level.end; first += CHUNK) {
      const last = Math.min(first + CHUNK, level.end) - 1;
      this.#trace.chunk(first, last, this.#visited.count);
      this.#expander.clear();
      const crew = this.#crewAtWork(first, depth);
      const chunk = crew?.take();
      const ended =
        chunk?.isPlain === true
          ? this.#addChunk(chunk, depth)
          : this.#expandChunk(chunk, first, last, depth);
      if (ended !== undefined) return ended;
      crew?.added();
    }
    return undefined;
  }

  /** Adds what a thread found. */
  #addChunk(chunk: ExpandedChunk, depth: number): End | undefined {
    this.#expander.considered(chunk.nearest, chunk.progress);
    this.#tally.addTransitions(depth, chunk.transitions);
    return this.#addSuccessors(chunk.output, chunk.from, chunk.end, depth + 1);
  }

  /** Expands a chunk, or the part of it that a thread could not expand. */
  #expandChunk(
    chunk: ExpandedChunk | undefined,
    first: number,
    last: number,
    depth: number,
  ): End | undefined {
    const expander = this.#expander;
    if (chunk === undefined) this.#expand(first, last, depth);
    else this.#complete(chunk, depth);
    const { ordersRead } = this.#space.cells.locals;
    if (ordersRead.size > 0) throw new OrderRead(ordersRead);
    // That the start passed proves nothing: it is expanded even if it is pruned.
    if (depth === 0) expander.touchAll();
    this.#tally.addTransitions(depth, expander.transitions);
    return this.#addSuccessors(expander.successors, 0, expander.end, depth + 1);
  }

  /** Whether diamond pruning skips events; it skips none of the start's children, see above. */
  #skips(depth: number): boolean {
    return this.#settings.diamonds && depth > 1;
  }

  #expand(first: number, last: number, depth: number): void {
    const unknown = this.#expander.decode(first, last, this.#level);
    if (unknown.length > 0) this.#space.cells.resolve([...new Set(unknown)]);
    this.#expander.expand(first, last, this.#level, this.#skips(depth));
  }

  /** Takes over a thread's results, and makes what the thread lacked. */
  #complete(chunk: ExpandedChunk, depth: number): void {
    const expander = this.#expander;
    const { output, from, end } = chunk;
    const { leaves, rootLeft, rootRight } = this.#shape;
    const slots = this.#slots;
    expander.transitions += chunk.transitions;
    expander.considered(chunk.nearest, chunk.progress);
    for (let at = from; at < end; at += SUCCESSOR) {
      const state = output[at + 2] as number;
      const head = output[at + 3] as number;
      if ((head & UNKNOWN) !== 0) {
        this.#expand(state, state, depth);
      } else if ((head & RAW) !== 0) {
        for (let i = 0; i < leaves; i++) slots[i] = output[at + SUCCESSOR + i] as number;
        encodeTree(this.#shape, this.#inner, slots, 0);
        expander.add(slots[rootLeft] as number, slots[rootRight] as number, state, head & ~RAW);
        at += rawEntries(leaves) * SUCCESSOR;
      } else {
        expander.add(output[at] as number, output[at + 1] as number, state, head);
      }
    }
  }

  /** The helping threads, once there are enough states for them to pay off, and while they live. */
  #crewAtWork(first: number, depth: number): ExpandCrew | undefined {
    const crew = this.#crew ?? this.#startedCrew();
    const { last, isLong } = restOf(this.#level, first);
    if (crew === undefined || (!crew.isAtWork && !(crew.isReady && isLong))) return undefined;
    const cells = this.#space.cells.arrays;
    const tables = {
      inner: this.#inner.view(),
      visited: this.#visited.table.view(),
      cells: {
        data: cells.data,
        lists: cells.lists,
        advances: cells.advances.entries,
        diffs: cells.diffs.entries,
      },
    };
    if (crew.isAtWork) crew.update(tables);
    else {
      const { parents, nodes, first: levelFirst } = this.#level;
      const level = { first: levelFirst, parents, nodes };
      crew.begin({ first, last, diamonds: this.#skips(depth), level, ...tables });
    }
    return crew;
  }

  #startedCrew(): ExpandCrew | undefined {
    const { workers } = this.#settings;
    if (workers < 2 || this.#crewWasStarted) return undefined;
    if (!this.#isWorthThreads()) return undefined;
    this.#crewWasStarted = true;
    this.#crew = new ExpandCrew(workers - 1, this.#shape.leaves);
    if (this.#workersFrom === 0) this.#crew.waitUntilReady();
    return this.#crew;
  }

  /** Whether enough states exist and are still to come for threads to be worth starting. */
  #isWorthThreads(): boolean {
    if (this.#workersFrom === 0) return true;
    const { count, capacity } = this.#visited;
    if (count < this.#workersFrom || capacity - count < STATES_LEFT_LEAST) return false;
    return this.#level.count * LEVELS_LIKE_THIS >= this.#workersFrom;
  }

  /** Adds successors to the visited states and the next level, unless a limit ends the search. */
  #addSuccessors(
    successors: Int32Array,
    from: number,
    end: number,
    depth: number,
  ): End | undefined {
    const { table } = this.#visited;
    const next = this.#nextLevel;
    const count = (end - from) / SUCCESSOR;
    const growth = table.growthBytes(count);
    if (growth > 0 && !this.#limits.hasRoomFor(growth)) return 'memory';
    table.ensureIndex(count);
    table.ensure(Math.min(count, this.#visited.capacity - table.count));
    this.#visited.touch(successors, from, end);
    const { capacity } = this.#visited;
    const full = capacity < this.#settings.statesMax ? 'memory' : 'states';
    const before = table.count;
    let faults = 0;
    let ended: End | undefined;
    for (let at = from; at < end; at += SUCCESSOR) {
      at = this.#visited.add(successors, at, end, from, capacity - faults, next);
      if (at >= end) break;
      const flags = (successors[at + 3] as number) >>> SUCCESSOR_FLAGS_SHIFT;
      if ((flags & EFFECT_FAULT) !== 0) {
        if (table.count + faults >= capacity) ended = full;
        else faults += this.#foundFault(successors, at);
      } else if (this.#visited.isFull) ended = full;
      else this.#check(table.count, depth);
      if (ended !== undefined) break;
    }
    this.#tally.addStates(depth, table.count - before + faults);
    return ended ?? this.#limitReached();
  }

  #foundFault(successors: Int32Array, at: number): 1 {
    const node = (successors[at + 3] as number) & 0xff;
    this.#keep({ end: 'exception', lead: { state: successors[at + 2] as number, fault: node } });
    return 1;
  }

  /** Evaluates a new state. */
  #check(state: number, depth: number): void {
    const verdict = this.#verdict(state);
    if (verdict === 'passes') return;
    this.#nextLevel.prune(state);
    if (verdict === 'pruned') this.#tally.addPruned(depth);
    else this.#keep({ end: verdict, lead: { state, fault: undefined } });
  }

  #verdict(state: number): Exclude<StateVerdict, 'undecided'> {
    const cells = this.#cellsOf(state);
    this.#expander.consider(state, cells, 0);
    const verdict = this.#space.verdictOf(cells);
    if (verdict !== 'undecided') return verdict;
    const full = this.#space.stateOf(cells);
    return decided(full, this.#views.of(full), this.#settings);
  }

  #cellsOf(state: number): CellVector {
    const { pairs } = this.#visited.table;
    const a = pairs[state * 2] as number;
    const b = pairs[state * 2 + 1] as number;
    decodeTree(this.#shape, this.#inner.pairs, a, b, this.#slots, 0);
    return this.#slots;
  }

  /** Keeps the most important finding; among equals the first. */
  #keep(found: Found): void {
    if (isGraver(found.end, this.#found?.end)) this.#found = found;
  }

  #limitReached(): End | undefined {
    return this.#limits.reached(() => this.#tally.progress(this.#nextLevel.count));
  }

  #result(end: End, depthCovered: number): Explored {
    const counts = this.#tally.counts();
    const found = this.#found;
    if (found !== undefined) {
      const finding = this.#finding(found);
      return { end, finding, ...counts, depthCovered, nearest: () => undefined };
    }
    const nearest = () => this.#trace.to({ state: this.#expander.nearest, fault: undefined });
    return { end, finding: undefined, ...counts, depthCovered, nearest };
  }

  #finding({ end, lead }: Found): SearchFinding {
    const { events, state } = this.#trace.to(lead);
    const judgement = judge(state, this.#views.of(state), this.#settings);
    assert(judgement?.end === end, `a ${end} was found that does not hold up when judged`);
    const { predicate, detail, exception } = judgement;
    return { predicate, detail, exception, events, state };
  }
}

/** A level from `first` on: its last state, and whether it is long enough for the threads. */
function restOf(level: Frontier, first: number): { last: number; isLong: boolean } {
  return { last: level.end - 1, isLong: level.end - first > CHUNKS_LEAST * CHUNK };
}
