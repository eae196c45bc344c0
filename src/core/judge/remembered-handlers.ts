import type { Canonical } from '../canon/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../system/index.js';
import { causeText, isSameQuestion } from './call-key.js';

interface Answer {
  readonly call: HandlerCall;
  readonly outcome: HandlerOutcome;
}

/** What is remembered for one node state. */
interface Remembered {
  /** The state, as the one copy of its string. */
  readonly node: Canonical;
  /** Answers by cause, as text: the long text itself is the key, with nothing concatenated. */
  readonly answers: Map<Canonical, Answer[]>;
}

/** Remembers at most twice this many characters of states: states grow, and runs have many. */
const CHARS_MAX = 40_000_000;
/** Of a recorded run, at most this many, from its start on: what is taken again is there. */
const FOREKNOWN_CHARS_MAX = 20_000_000;

/**
 * Answers repeated calls from memory: for replaying and minimising, which take the same steps over
 * and over. It forgets the least recently used answers, by count and not by clock, so that every
 * machine asks the lab equally often.
 */
export class RememberedHandlers implements Handlers {
  readonly #inner: Handlers;
  /** Keyed first by the node's state, a long text that need not be read again for every call. */
  #recent = new Map<Canonical, Remembered>();
  #older = new Map<Canonical, Remembered>();
  #chars = 0;
  #asked = 0;

  constructor(inner: Handlers) {
    this.#inner = inner;
  }

  /** How many calls had to be made because they were new. */
  get asked(): number {
    return this.#asked;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.#inner.create(blueprint);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return calls.map((call) => {
      const known = answerTo(call, this.#of(call.node));
      if (known !== undefined) return known.outcome;
      this.#asked++;
      return this.remember(call, this.#inner.run([call])[0] as HandlerOutcome);
    });
  }

  /** Remembers the outcome of a call that somebody else made, as long as there are few. */
  foresee(call: HandlerCall, outcome: HandlerOutcome): void {
    if (this.#chars < FOREKNOWN_CHARS_MAX) this.remember(call, outcome);
  }

  /** Remembers the outcome of a call that somebody else made. */
  remember(call: HandlerCall, outcome: HandlerOutcome): HandlerOutcome {
    const remembered = this.#of(call.node);
    const known = answerTo(call, remembered);
    if (known !== undefined) return known.outcome;
    const { node, answers } = remembered;
    const kept = { ...outcome, node: this.#of(outcome.node).node };
    const text = causeText(call.cause);
    const answer = { call: { ...call, node }, outcome: kept };
    const others = answers.get(text);
    if (others === undefined) answers.set(text, [answer]);
    else others.push(answer);
    return kept;
  }

  #of(node: Canonical): Remembered {
    const recent = this.#recent.get(node);
    if (recent !== undefined) return recent;
    const remembered = this.#older.get(node) ?? { node, answers: new Map() };
    this.#recent.set(remembered.node, remembered);
    this.#chars += node.length;
    if (this.#chars > CHARS_MAX) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#chars = 0;
    }
    return remembered;
  }
}

function answerTo(call: HandlerCall, { answers }: Remembered): Answer | undefined {
  return answers.get(causeText(call.cause))?.find((answer) => isSameQuestion(answer.call, call));
}
