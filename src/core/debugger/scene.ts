import type { Action, NetworkKind, SystemPlan } from '../system/index.js';
import type { Trace, TraceNotes } from '../trace/index.js';
import type { BandsOf } from './path-memory.js';
import type { SystemInfo } from './protocol.js';
import type { Watched } from './truths.js';

/** A step that is taken when a scene is opened. */
export interface SceneStep {
  readonly action: Action;
  readonly atMs?: number | undefined;
  /** What begins with it, if only the file can say so. */
  readonly band?: string | undefined;
}

/** What to debug: a system, and how far it has been driven already. */
export interface Scene {
  readonly title: string;
  readonly origin: string;
  readonly network: NetworkKind;
  readonly plan: SystemPlan;
  readonly steps: readonly SceneStep[];
  /** How many of the first steps only lead to the interesting part. */
  readonly startLength: number;
  readonly watched: readonly Watched[];
  readonly timeline?: BandsOf | undefined;
  readonly verdict?: SystemInfo['verdict'];
  readonly advice: TraceNotes['advice'];
  readonly again?: string | undefined;
  readonly stages: SystemInfo['stages'];
  readonly stage?: number | undefined;
  /** What a trace of it says about itself. */
  readonly trace: Pick<
    Trace,
    'lab' | 'test' | 'part' | 'seed' | 'settings' | 'solution' | 'harness' | 'workloads'
  >;
}
