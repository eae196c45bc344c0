import type { Action, NetworkKind, SystemPlan } from '../system/index.js';
import type { Trace, TraceNotes } from '../trace/index.js';
import type { BandsOf } from './path-memory.js';
import type { SystemInfo } from './protocol.js';
import type { Watched } from './truths.js';

/** A step that is taken when a scene is opened. */
export interface SceneStep {
  readonly action: Action;
  readonly atMs?: number | undefined;
  /** What begins with it, where nobody is there to ask for it: in a file. */
  readonly band?: string | undefined;
}

/** What a person is to debug: a system, and how far it was driven already. */
export interface Scene {
  readonly title: string;
  readonly origin: string;
  readonly network: NetworkKind;
  readonly plan: SystemPlan;
  readonly steps: readonly SceneStep[];
  /** The first so many lead to where it becomes interesting. */
  readonly startLength: number;
  readonly watched: readonly Watched[];
  readonly timeline?: BandsOf | undefined;
  readonly verdict?: SystemInfo['verdict'];
  readonly advice: TraceNotes['advice'];
  readonly again?: string | undefined;
  readonly stages: SystemInfo['stages'];
  readonly stage?: number | undefined;
  /** What a trace of it says of itself. */
  readonly trace: Pick<
    Trace,
    'lab' | 'test' | 'part' | 'seed' | 'settings' | 'solution' | 'harness' | 'workloads'
  >;
}
