import type { CompiledLab } from '../box/index.js';
import type { GivenSource } from '../given/index.js';
import type { LabFaultData } from '../support/index.js';
import type { PackedLab } from './lab-tree.js';

/** The request to a compiling process. Plain data. */
export interface CompileRequest {
  readonly lab: PackedLab;
  /** The lab folder's name in messages. */
  readonly folder: string;
  readonly given: readonly GivenSource[];
}

/** Its answer. Plain data from somebody who may lie. */
export type CompileAnswer =
  | { readonly kind: 'compiled'; readonly lab: CompiledLab }
  | { readonly kind: 'refused'; readonly fault: LabFaultData }
  /** A mistake of the harness itself. */
  | { readonly kind: 'broken'; readonly error: string };
