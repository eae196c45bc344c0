import {
  LabApplication,
  LiveHost,
  ThreadHandlers,
  type Construction,
  type HandlerCall,
  type Handlers,
  type HostedApplication,
  type Lab,
  type LogLine,
  type NodeHost,
} from '../box/index.js';
import type { ClassTable } from '../canon/index.js';

/** A lab as tests reach it, wherever its code runs: what it does is the same in every place. */
export interface TestedLab {
  readonly classes: ClassTable;
  /** Handlers on nodes that are made from text. */
  readonly handlers: Handlers;
  /** What a node logs and prints when it is called like this, at every level. */
  logOf(call: HandlerCall): readonly LogLine[];
  /** No nodes yet, for a run that begins. Those of the run before are gone. */
  nodes(): NodeHost;
  application(made: Construction): HostedApplication;
}

/** A lab whose code runs in this very realm: the fastest place, for code that one trusts. */
export function inThisRealm(lab: Lab): TestedLab {
  const handlers = new ThreadHandlers(lab);
  return {
    classes: lab.classes,
    handlers,
    logOf: (call) => handlers.logOf(call),
    nodes: () => new LiveHost(lab),
    application: (made) => new LabApplication(lab, made),
  };
}
