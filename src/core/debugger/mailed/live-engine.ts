/**
 * The worker of a page that brings its lab along: the same box and the same step as everywhere, in
 * a browser. Whoever bundles it calls {@link serveLive} with the lab's given modules.
 */
import { loadLab, ThreadHandlers, type CompiledLab } from '../../box/index.js';
import { GivenModules, type ExpectedExports, type ModuleContents } from '../../given/index.js';
import { standardPredicate } from '../../trace/index.js';
import { differenceOf } from '../difference.js';
import { runSessionOn } from '../run-on.js';
import { openTrace } from '../scenes/from-trace.js';
import type { SteppedLab } from '../session.js';
import type { PageTools } from './mailed-desk.js';
import { servePage } from './serve-page.js';

/** What a page carries of its lab, as JSON. */
export interface MailedLab {
  readonly compiled: CompiledLab;
  readonly exports: ExpectedExports;
}

/** Answers the page, with these given modules by their names. */
export function serveLive(modules: Readonly<Record<string, ModuleContents>>): void {
  servePage((text) => toolsOf(JSON.parse(text ?? '') as MailedLab, GivenModules.of(modules)));
}

function toolsOf({ compiled, exports }: MailedLab, given: GivenModules): PageTools {
  const handlers = new ThreadHandlers(loadLab(compiled, { given, exports }));
  const classes = given.createTable();
  classes.addCatalogue(compiled.classes);
  const lab: SteppedLab = { handlers, classes, logOf: (call) => handlers.logOf(call) };
  return {
    open: (trace, name) => {
      const { lab: number, harness } = trace;
      const shared = { lab: number, solution: compiled.digest, harness, classes };
      const context = { ...shared, timeline: undefined };
      const notes = { origin: name, predicateOf: standardPredicate };
      const { session, report } = openTrace(trace, lab, context, notes);
      return { session, ...(report !== undefined && { difference: differenceOf(report) }) };
    },
    runOn: runSessionOn,
  };
}
