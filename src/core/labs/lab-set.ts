import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTerms } from '../given/index.js';
import { findLabSpec, loadRegistry, readRegistry, type LabSpec } from '../registry/index.js';
import { UsageError } from '../support/index.js';
import type { LabCode } from './lab-code.js';
import { givenFiles } from './given-files.js';
import { installLab, type LabBundle } from './install-lab.js';
import { ownLab } from './own-lab.js';

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** A set of labs: this package's, or those in somebody else's folder. */
export interface LabSet {
  /** Its folder, absolute; undefined for this package. */
  readonly folder: string | undefined;
  readonly labs: readonly LabSpec[];
  /**
   * The lab of this name.
   *
   * @throws UsageError LT008
   */
  lab(name: string): LabSpec;
  /**
   * Where a lab's code is; a lab from outside is compiled first.
   *
   * @throws UsageError LT015
   */
  codeOf(lab: LabSpec): Promise<LabCode>;
  /** The same code as data that can go to another machine; undefined for this package's labs. */
  bundleOf(lab: LabSpec): Promise<LabBundle | undefined>;
  /** The folder that is handed out as a start. */
  skeletonOf(lab: LabSpec): string;
  /** For an editor: the types of the modules that the lab hands out. */
  givenTypesOf(lab: LabSpec): readonly GivenTypes[];
}

/** The types of a given module: a file of `dist`, or the module's own text. */
export interface GivenTypes {
  readonly name: string;
  readonly file: string | { readonly text: string };
}

/**
 * The labs in a folder with a `lab-tests.yaml`; if no folder is given, this package's.
 *
 * @throws UsageError LT003, LT015
 */
export async function openLabs(folder: string | undefined): Promise<LabSet> {
  if (folder === undefined) return ownLabs(await loadRegistry());
  const root = path.resolve(folder);
  return outsideLabs(root, await readRegistry(path.join(root, 'lab-tests.yaml')));
}

function ownLabs(labs: readonly LabSpec[]): LabSet {
  return {
    folder: undefined,
    labs,
    lab: (name) => findLabSpec(labs, name),
    codeOf: async ({ folder }) => ownLab(folder),
    bundleOf: () => Promise.resolve(undefined),
    skeletonOf: ({ folder }) => path.join(PACKAGE, 'labs', folder),
    givenTypesOf: ({ folder }) =>
      ownLab(folder).given.map(({ name, url }) => ({
        name,
        file: url.replace(/[.]js$/, '.d.ts'),
      })),
  };
}

function outsideLabs(root: string, labs: readonly LabSpec[]): LabSet {
  const bundleOf = async ({ folder }: LabSpec): Promise<LabBundle> => {
    // Only those who bring their own labs pay for starting the compiler.
    const { bundleLabCode } = await import('./outside-lab.js');
    return bundleLabCode(path.join(root, folder));
  };
  return {
    folder: root,
    labs,
    lab: (name) => findLabSpec(labs, name),
    codeOf: async (spec) => {
      const code = installLab(await bundleOf(spec));
      await checkAgainst(spec, code);
      return code;
    },
    bundleOf,
    skeletonOf: ({ folder }) => path.join(root, folder, 'skeleton'),
    givenTypesOf: ({ folder }) =>
      Object.entries(givenFiles(path.join(root, folder))).map(([key, file]) => ({
        name: path.basename(key),
        file: { text: readFileSync(file, 'utf8') },
      })),
  };
}

/**
 * Checks that the given classes are usable, and that the tests are exactly those in lab-tests.yaml.
 */
async function checkAgainst(spec: LabSpec, code: LabCode): Promise<void> {
  const { loadDefinition } = await import('./definition.js');
  const { exports, tests } = await loadDefinition(code);
  const { loadingOf } = await import('./author-code.js');
  const terms = await loadingOf(code, () => loadTerms({ given: code.given, exports }));
  terms.given.createTable();
  const promised = new Map(spec.tests.map(({ number, kind }) => [number, kind]));
  const mistakes = spec.tests.flatMap(({ number, kind }) => {
    const test = tests[number];
    if (test === undefined) return [`${number} is in lab-tests.yaml but not in lab.ts`];
    const made = { unit: 'unitTest', run: 'runTest', search: 'searchTest' } as const;
    if (test.kind === kind) return [];
    return [
      `${number} is a ${kind} test in lab-tests.yaml; lab.ts makes it with ${made[test.kind]}`,
    ];
  });
  for (const number of Object.keys(tests)) {
    if (!promised.has(number)) mistakes.push(`${number} is in lab.ts but not in lab-tests.yaml`);
  }
  if (mistakes.length === 0) return;
  throw new UsageError(
    'LT015',
    `lab-tests.yaml and lab.ts of lab ${spec.lab} do not agree.`,
    mistakes,
  );
}
