import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The files of a lab, wherever they are. Paths are absolute. */
export interface LabTree {
  /** The lab's folder, without links in its path. */
  readonly root: string;
  /** The names in a folder, sorted; none if there is no such folder. */
  list(folder: string): readonly string[];
  /** The path of a file or link with links resolved; `undefined` if it is neither. */
  realPath(file: string): string | undefined;
  /** The size in bytes; `undefined` if it is not a file. */
  size(file: string): number | undefined;
  read(file: string): Uint8Array;
}

/** A lab on disk. */
export class DiskTree implements LabTree {
  readonly root: string;

  constructor(folder: string) {
    this.root = realpathSync(folder);
  }

  list(folder: string): readonly string[] {
    try {
      return readdirSync(folder).sort();
    } catch {
      return [];
    }
  }

  realPath(file: string): string | undefined {
    const stat = lstatSync(file);
    return stat.isFile() || stat.isSymbolicLink() ? realpathSync(file) : undefined;
  }

  size(file: string): number | undefined {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() === true ? stat.size : undefined;
  }

  read(file: string): Uint8Array {
    return readFileSync(file);
  }
}

/** One file of a lab: its path in the lab's folder, with `/`, and its bytes in base 64. */
export type PackedFile = readonly [path: string, base64: string];

/** A lab as data that can go to another process. */
export interface PackedLab {
  /** Its folder; nothing is read from there any more. */
  readonly root: string;
  readonly files: readonly PackedFile[];
}

/** More than enough to refuse a lab that is too large. */
const PACKED_BYTES_MAX = 32 << 20;

/** The TypeScript files below a folder. Links are neither followed nor included. */
export function packLab(folder: string): PackedLab {
  const root = realpathSync(folder);
  let bytes = 0;
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file): PackedFile[] => {
      bytes += statSync(file).size;
      if (bytes > PACKED_BYTES_MAX) return [];
      return [[relative(root, file).split(sep).join('/'), readFileSync(file).toString('base64')]];
    });
  return { root, files };
}

/** A lab that was packed. */
export class PackedTree implements LabTree {
  readonly root: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #folders = new Map<string, Set<string>>();

  constructor({ root, files }: PackedLab) {
    this.root = root;
    for (const [path, base64] of files) {
      this.#files.set(join(root, path), Buffer.from(base64, 'base64'));
      let folder = root;
      for (const name of path.split('/')) {
        const names = this.#folders.get(folder) ?? new Set();
        this.#folders.set(folder, names.add(name));
        folder = join(folder, name);
      }
    }
  }

  list(folder: string): readonly string[] {
    return [...(this.#folders.get(folder) ?? [])].sort();
  }

  realPath(file: string): string | undefined {
    return this.#files.has(file) ? file : undefined;
  }

  size(file: string): number | undefined {
    return this.#files.get(file)?.length;
  }

  read(file: string): Uint8Array {
    return this.#files.get(file) ?? new Uint8Array();
  }
}
