import type { ClassEntry } from '../canon/index.js';
import type { LabTerms, LabTermsData } from '../given/index.js';
import type { LabFaultData, SourcePlace } from '../support/index.js';
import type { BaseField } from './base-field.js';

/** A name at module level. What the bundler added has no place. */
export interface Root {
  /** As the student wrote it. */
  readonly name: string;
  readonly place: SourcePlace | undefined;
}

/** What `index.ts` exports. */
export interface ExportedName {
  readonly name: string;
  /** Of the class, or of what else it is. */
  readonly place: SourcePlace | undefined;
  /** Of a class's constructor, where it says them; a name is empty where a pattern stands. */
  readonly parameters:
    readonly { readonly name: string; readonly isOptional: boolean }[] | undefined;
}

/** A lab's code and the terms it is loaded on: what another thread or process needs of it. */
export interface BoundLab extends CompiledLab {
  readonly terms: LabTermsData;
}

export function bindLab(lab: CompiledLab, { given, exports }: LabTerms): BoundLab {
  return { ...lab, terms: { given: given.sources, exports } };
}

/** A lab's code, ready to be loaded in any locked-down thread. Plain data: it can be posted. */
export interface CompiledLab {
  /** Where the lab lies; for messages, nothing is read from there any more. */
  readonly folder: string;
  readonly entry: string;
  /** What will not work as it was meant, though the lab can be run: handlers nothing finds. */
  readonly mistakes: readonly LabFaultData[];
  /** Bundled and instrumented: an expression that the loader evaluates. */
  readonly code: string;
  /** From {@link code} to the student's lines: a source map, JSON. */
  readonly map: string;
  /** Of all the lab's sources, hex. Equal digests mean equal labs. */
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
  /** Names the lab uses that are declared nowhere. */
  readonly undeclared: readonly string[];
  /** Fields that must not be redeclared if their class turns out to be a node. */
  readonly baseFields: readonly BaseField[];
}
