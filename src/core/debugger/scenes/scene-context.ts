import type { ClassTable } from '../../canon/index.js';
import type { BandsOf } from '../path-memory.js';

/** What all scenes of one lab share. */
export interface SceneContext {
  readonly lab: string;
  /** The digest of its code. */
  readonly solution: string;
  readonly harness: string;
  readonly classes: ClassTable;
  readonly timeline: BandsOf | undefined;
}
