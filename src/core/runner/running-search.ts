import type { SearchTestSpec } from '../registry/index.js';
import { interruptedSearch, type SearchOutcome } from '../testkit/index.js';
import { concludeSearch } from './conclude.js';
import type { FromTestProcess, SearchStatus } from './protocol.js';
import {
  lostFailure,
  throwUnlessOver,
  type FinishedTest,
  type TestSurroundings,
} from './run-one.js';

/** Runs a search test. Its finished searches can be reported at any time. */
export class RunningSearch {
  readonly #test: SearchTestSpec;
  readonly #around: TestSurroundings;
  readonly #searched: SearchOutcome[] = [];
  /** The last known progress of the running search. */
  #running: SearchStatus | undefined;
  #done: Extract<FromTestProcess, { kind: 'search-done' }> | undefined;

  constructor(test: SearchTestSpec, around: TestSurroundings) {
    this.#test = test;
    this.#around = around;
  }

  /** @throws LabFault when the lab does not load. */
  async finish(): Promise<FinishedTest> {
    const { pool, settings, folder, reproduceFlags } = this.#around;
    const { seed, timeouts, checks, logThreshold, logNodes, saveTraces } = settings;
    const shared = { seed, timeouts, checks, logThreshold, logNodes, saveTraces, folder };
    const test = this.#test;
    const end = await pool
      .schedule({ kind: 'search', test, overrides: settings.search, ...shared }, (message) =>
        this.#note(message),
      )
      .then((over) => throwUnlessOver(over, settings.place));
    if (this.#done === undefined) {
      const outcome = { ...lostFailure(end), searches: this.#searched };
      return { outcome: concludeSearch(test, outcome, 0, {}, reproduceFlags), logs: [] };
    }
    const { outcome, wallMs, kept, log, trace, paths, diagnosis } = this.#done;
    const files = { log: kept, trace, paths: saveTraces ? paths : undefined, diagnosis };
    return {
      outcome: concludeSearch(test, outcome, wallMs, files, reproduceFlags),
      logs: log === undefined ? [] : [{ seed: undefined, file: log }],
    };
  }

  /** The test as far as it got, if any of its searches had begun. */
  soFar(): FinishedTest | undefined {
    const running = this.#running && interruptedSearch(this.#running);
    const searches = [...this.#searched, ...(running === undefined ? [] : [running])];
    if (searches.length === 0) return undefined;
    const outcome = { verdict: 'inconclusive', searches } as const;
    const wallMs = searches.reduce((sum, search) => sum + search.wallMs, 0);
    const { reproduceFlags } = this.#around;
    return { outcome: concludeSearch(this.#test, outcome, wallMs, {}, reproduceFlags), logs: [] };
  }

  #note(message: FromTestProcess): void {
    switch (message.kind) {
      case 'progress':
        this.#running = message.progress;
        return this.#around.onSearch(this.#test.number, message.progress);
      case 'members':
        return this.#around.onMembers(message.nodes);
      case 'unsaved':
        return this.#around.onUnsaved(message.why);
      case 'searched':
        this.#running = undefined;
        return void this.#searched.push(message.outcome);
      case 'search-done':
        this.#done = message;
        return;
      default:
        return undefined;
    }
  }
}
