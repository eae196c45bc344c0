import type { CompiledLab } from '../box/index.js';
import type { GivenSource } from '../given/index.js';
import type { LabFaultData } from '../support/index.js';
import type { PackedLab } from './lab-tree.js';

/** What a process that compiles is asked. Plain data. */
export interface CompileRequest {
  readonly lab: PackedLab;
  /** What messages call the lab's folder. */
  readonly folder: string;
  readonly given: readonly GivenSource[];
}

/** What it answers. Plain data of somebody who may lie. */
export type CompileAnswer =
  | { readonly kind: 'compiled'; readonly lab: CompiledLab }
  | { readonly kind: 'refused'; readonly fault: LabFaultData }
  /** The harness's own mistake. */
  | { readonly kind: 'broken'; readonly error: string };
