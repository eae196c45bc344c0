import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { LabCode } from './lab-code.js';

const DIST = new URL('../../../dist/', import.meta.url);
/** The harness of the programs that run in boxes, with the same doors. */
const BOXED_DIST = new URL('boxed/', DIST);
/** A placeholder in a bundle for the harness's folder, on any machine. */
export const ANY_DIST = 'labtest-harness:/';

/** The code of a lab from outside this package, as data that can be sent elsewhere. */
export interface LabBundle {
  /** The author's folder, on the machine where it was bundled. */
  readonly author: string;
  /** Paths and texts. */
  readonly files: readonly (readonly [path: string, text: string])[];
  /** Names of the modules it hands out. */
  readonly given: readonly string[];
  /** The digest of everything, in hex. */
  readonly digest: string;
}

/**
 * Writes a bundle where it can be imported, into a folder that is removed when this process ends:
 * once for this harness, and once for the one in boxes.
 */
export function installLab({ author, files, given }: LabBundle): LabCode {
  const folder = temporaryFolder();
  const place = (name: string, dist: URL): ((module: string) => string) => {
    const root = path.join(folder, name);
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text.replaceAll(ANY_DIST, dist.href));
    }
    return (module) => pathToFileURL(path.join(root, `${module}.js`)).href;
  };
  const own = place('own', DIST);
  const boxed = place('boxed', BOXED_DIST);
  return {
    url: own('lab'),
    author,
    given: given.map((name) => ({
      name,
      url: own(`given/${name}`),
      boxedUrl: boxed(`given/${name}`),
    })),
    boxedFolder: path.join(folder, 'boxed'),
  };
}

/** Boxes may run as another user, who must be able to reach it: so not in a private folder. */
function temporaryFolder(): string {
  const place = [tmpdir(), '/tmp', '/var/tmp'].find(isOpen) ?? tmpdir();
  const folder = mkdtempSync(path.join(place, 'labtest-labs-'));
  chmodSync(folder, 0o755);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const OTHERS_MAY_ENTER = 0o001;

/** Whether everybody may enter a folder and all its parents. */
function isOpen(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { mode } = statSync(folder);
  const parent = path.dirname(folder);
  return (mode & OTHERS_MAY_ENTER) !== 0 && (parent === folder || isOpen(parent));
}
