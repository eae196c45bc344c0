import { dirname, join, relative, sep } from 'node:path';
import type { GivenModules } from '../given/index.js';
import type { LabTree } from './lab-tree.js';

/** Why an import is refused, and what to do instead. */
export interface ImportRefusal {
  readonly refused: string;
  readonly hint: string;
}

/** Where an import leads: to a file of the lab, or to the harness's own copy of a given module. */
export type Resolution = { readonly file: string } | { readonly given: string } | ImportRefusal;

const ONLY = `a lab may import 'labtest', its subpaths and its own files (./name.js), nothing else`;

/**
 * Decides where imports lead: to `.ts` files that are really in the lab's folder, spelled as on
 * disk, and to the given modules. Everything else is refused with a message.
 */
export class ImportJail {
  readonly #tree: LabTree;
  readonly #given: GivenModules;
  readonly #listings = new Map<string, readonly string[]>();

  constructor(tree: LabTree, given: GivenModules) {
    this.#tree = tree;
    this.#given = given;
  }

  /** Resolves the specifier after `from` in the file `importer`. */
  resolve(specifier: string, importer: string): Resolution {
    if (this.#given.has(specifier)) return { given: specifier };
    if (specifier === 'labtest/testing') {
      return { refused: `'labtest/testing' is for lab tests, not for labs`, hint: ONLY };
    }
    if (specifier === 'labtest' || specifier.startsWith('labtest/')) {
      const names = this.#given.specifiers.map((name) => `'${name}'`).join(', ');
      return { refused: `there is no '${specifier}'`, hint: `there are ${names}` };
    }
    if (!specifier.startsWith('./') && !specifier.startsWith('../')) {
      return { refused: `'${specifier}' cannot be imported`, hint: ONLY };
    }
    return this.#resolveFile(specifier, dirname(importer));
  }

  /** The path within the lab, as students write it. */
  nameOf(file: string): string {
    return relative(this.#tree.root, file).split(sep).join('/');
  }

  #resolveFile(specifier: string, from: string): Resolution {
    const wanted = join(from, specifier.replace(/\.(?:js|ts)$/, '') + '.ts');
    const name = this.nameOf(wanted);
    if (/\.(?:json|css|mjs|cjs|mts|cts|tsx|jsx|node|wasm)$/.test(specifier)) {
      return { refused: `'${specifier}' is not a .ts file`, hint: 'a lab is made of .ts files' };
    }
    if (name.startsWith('..')) {
      return { refused: `'${specifier}' is outside the lab's folder`, hint: ONLY };
    }
    const exact = this.#spelledAsOnDisk(name);
    if (exact === undefined) return this.#missing(specifier, name);
    if (exact !== name) {
      return {
        refused: `'${specifier}' is spelled ${exact} on disk`,
        hint: 'upper and lower case matter: spell the import as the file is spelled',
      };
    }
    const real = this.#tree.realPath(wanted);
    if (real === undefined) {
      return { refused: `'${specifier}' is not a file`, hint: 'import a .ts file' };
    }
    if (this.nameOf(real).startsWith('..')) {
      return {
        refused: `'${specifier}' is a link to a file outside the lab's folder`,
        hint: 'put a copy of the file into the folder',
      };
    }
    return { file: real };
  }

  #missing(specifier: string, name: string): ImportRefusal {
    const folder = name.replace(/\.ts$/, '');
    if (this.#spelledAsOnDisk(`${folder}/index.ts`) !== undefined) {
      return {
        refused: `'${specifier}' is a folder`,
        hint: `import '${specifier.replace(/\/$/, '')}/index.js'`,
      };
    }
    return { refused: `'${specifier}' was not found`, hint: `there is no ${name} in the lab` };
  }

  /** The path with every part spelled as on disk; `undefined` if it does not exist. */
  #spelledAsOnDisk(name: string): string | undefined {
    let folder = this.#tree.root;
    const parts: string[] = [];
    for (const part of name.split('/')) {
      const listing = this.#list(folder);
      const found = listing.includes(part)
        ? part
        : listing.find((entry) => entry.toLowerCase() === part.toLowerCase());
      if (found === undefined) return undefined;
      parts.push(found);
      folder = join(folder, found);
    }
    return parts.join('/');
  }

  #list(folder: string): readonly string[] {
    let listing = this.#listings.get(folder);
    if (listing === undefined) {
      listing = this.#tree.list(folder);
      this.#listings.set(folder, listing);
    }
    return listing;
  }
}
