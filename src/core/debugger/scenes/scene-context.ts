import type { ClassTable } from '../../canon/index.js';
import type { BandsOf } from '../path-memory.js';

/** What every scene of one lab says. */
export interface SceneContext {
  readonly lab: string;
  /** Digest of its code. */
  readonly solution: string;
  readonly harness: string;
  readonly classes: ClassTable;
  readonly timeline: BandsOf | undefined;
}
