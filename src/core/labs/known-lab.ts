import { loadTerms, type LabTerms } from '../given/index.js';
import type { LabSpec } from '../registry/index.js';
import type { LabDefinition } from '../testkit/index.js';
import type { LabSet } from './lab-set.js';
import { openLabs } from './lab-set.js';
import { loadDefinition } from './definition.js';
import type { LabCode } from './lab-code.js';

/** Everything about a lab, with its code in this realm. */
export interface KnownLab {
  readonly spec: LabSpec;
  readonly code: LabCode;
  readonly definition: LabDefinition;
  readonly terms: LabTerms;
}

/** Loads a lab into this realm: one of this package's, unless other labs are given. */
export async function loadKnownLab(name: string, labs?: LabSet): Promise<KnownLab> {
  const { lab, codeOf } = labs ?? (await openLabs(undefined));
  const spec = lab(name);
  const code = await codeOf(spec);
  const definition = await loadDefinition(code);
  const terms = await loadTerms({ given: code.given, exports: definition.exports });
  return { spec, code, definition, terms };
}
