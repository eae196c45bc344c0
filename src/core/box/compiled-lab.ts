import type { ClassEntry } from '../canon/index.js';
import type { LabTerms, LabTermsData } from '../given/index.js';
import type { LabFaultData, SourcePlace } from '../support/index.js';
import type { BaseField } from './base-field.js';

/** A name at module level. Names that the bundler added have no place. */
export interface Root {
  /** As the student wrote it. */
  readonly name: string;
  readonly place: SourcePlace | undefined;
}

/** What `index.ts` exports. */
export interface ExportedName {
  readonly name: string;
  /** The place of the class, or of whatever else it is. */
  readonly place: SourcePlace | undefined;
  /** A class's constructor parameters, where known; a destructuring pattern has an empty name. */
  readonly parameters:
    readonly { readonly name: string; readonly isOptional: boolean }[] | undefined;
}

/** A lab's code and the terms it is loaded on: what another thread or process needs to run it. */
export interface BoundLab extends CompiledLab {
  readonly terms: LabTermsData;
}

export function bindLab(lab: CompiledLab, { given, exports }: LabTerms): BoundLab {
  return { ...lab, terms: { given: given.sources, exports } };
}

/** A lab's code, ready to be loaded in any locked-down thread. Plain data: it can be posted. */
export interface CompiledLab {
  /** The lab's folder, for messages: nothing is read from there any more. */
  readonly folder: string;
  readonly entry: string;
  /** Mistakes that do not prevent the lab from running, such as handlers that nothing finds. */
  readonly mistakes: readonly LabFaultData[];
  /** Bundled and instrumented: an expression that the loader evaluates. */
  readonly code: string;
  /** A source map (JSON) from {@link code} to the student's lines. */
  readonly map: string;
  /** The digest of all the lab's sources, in hex. Equal digests mean equal labs. */
  readonly digest: string;
  /** Where it first prints with `console`, if it does. */
  readonly printsAt: SourcePlace | undefined;
  readonly exported: readonly ExportedName[];
  /** Every class of the lab with the id it has in each load. */
  readonly classes: readonly ClassEntry[];
  /** The lab's files, relative to the folder, sorted. */
  readonly files: readonly string[];
  /** What the code hands out as its roots, in that order. */
  readonly roots: readonly Root[];
  /** Names that the lab uses and nobody declares. */
  readonly undeclared: readonly string[];
  /** Fields that must not be redeclared if their class turns out to be a node. */
  readonly baseFields: readonly BaseField[];
}
