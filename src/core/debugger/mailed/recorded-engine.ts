/**
 * Entry point of the worker of a page that only shows a trace: no step can be taken, and no lab is
 * asked.
 */
import { classesOf, standardPredicate, type Trace } from '../../trace/index.js';
import { recordedScene, recordingLab } from '../scenes/from-trace.js';
import { Session } from '../session.js';
import { servePage } from './serve-page.js';

const ONLY_SHOWN = 'this page only shows what happened';

servePage(() => ({ open: (trace, name) => ({ session: recordedSession(trace, name) }) }));

function recordedSession(trace: Trace, name: string): Session {
  const classes = classesOf(trace);
  const { lab, solution, harness } = trace;
  const context = { lab, solution, harness, classes, timeline: undefined };
  const scene = recordedScene(trace, context, { origin: name, predicateOf: standardPredicate });
  return new Session(scene, { ...recordingLab(trace.events, classes), stepRefusal: ONLY_SHOWN });
}
