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

/** A lab as tests use it, wherever its code runs: it behaves the same in every place. */
export interface TestedLab {
  readonly classes: ClassTable;
  /** Handlers on nodes that are decoded from text. */
  readonly handlers: Handlers;
  /** What a node logs and prints during this call, at every level. */
  logOf(call: HandlerCall): readonly LogLine[];
  /** An empty host for a new run. The previous run's nodes are gone. */
  nodes(): NodeHost;
  application(made: Construction): HostedApplication;
}

/** A lab whose code runs in this realm: the fastest place, for trusted code. */
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
