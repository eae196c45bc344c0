/**
 * The worker of a page that includes its lab: the same box and the same step as everywhere, in a
 * browser. The code that bundles it calls {@link serveLive} with the lab's given modules.
 */
import {
  loadLab,
  ThreadHandlers,
  type CompiledLab,
  type Lab,
  type LogLine,
} from '../../box/index.js';
import { GivenModules, type ExpectedExports, type ModuleContents } from '../../given/index.js';
import type { HandlerCall, HandlerOutcome, Handlers, NodeBlueprint } from '../../system/index.js';
import { standardPredicate } from '../../trace/index.js';
import { differenceOf } from '../difference.js';
import { runSessionOn } from '../run-on.js';
import { openTrace } from '../scenes/from-trace.js';
import type { SteppedLab } from '../session.js';
import type { PageTools } from './mailed-desk.js';
import { servePage } from './serve-page.js';

/** What a page includes of its lab, as JSON. */
export interface MailedLab {
  readonly compiled: CompiledLab;
  readonly exports: ExpectedExports;
}

/** Answers the page, using these given modules by name. */
export function serveLive(modules: Readonly<Record<string, ModuleContents>>): void {
  servePage((text) => toolsOf(JSON.parse(text ?? '') as MailedLab, GivenModules.of(modules)));
}

function toolsOf({ compiled, exports }: MailedLab, given: GivenModules): PageTools {
  const handlers = new LateHandlers(() => loadLab(compiled, { given, exports }));
  const classes = given.createTable();
  classes.addCatalogue(compiled.classes);
  const lab: SteppedLab = { handlers, classes, logOf: (call) => handlers.logOf(call) };
  return {
    prepare: () => handlers.load(),
    open: (trace, name, meanwhile) => {
      const { lab: number, harness } = trace;
      const shared = { lab: number, solution: compiled.digest, harness, classes };
      const context = { ...shared, timeline: undefined };
      const notes = { origin: name, predicateOf: standardPredicate };
      const { session, report } = openTrace(trace, lab, context, notes, meanwhile);
      return { session, ...(report !== undefined && { difference: differenceOf(report) }) };
    },
    runOn: runSessionOn,
  };
}

/**
 * Handlers of a lab that is loaded on first use: locking down the realm takes as long as showing a
 * trace, and the trace usually says what its steps did.
 */
class LateHandlers implements Handlers {
  readonly #lab: () => Lab;
  #loaded: ThreadHandlers | undefined;

  constructor(lab: () => Lab) {
    this.#lab = lab;
  }

  load(): ThreadHandlers {
    this.#loaded ??= new ThreadHandlers(this.#lab());
    return this.#loaded;
  }

  create(blueprint: NodeBlueprint): HandlerOutcome {
    return this.load().create(blueprint);
  }

  run(calls: readonly HandlerCall[]): HandlerOutcome[] {
    return this.load().run(calls);
  }

  /** Nothing until the lab is loaded. */
  logOf(call: HandlerCall): readonly LogLine[] {
    return this.#loaded?.logOf(call) ?? [];
  }
}
