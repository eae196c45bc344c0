import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../support/index.js';
import { givenNameOf, type LabCode } from './lab-code.js';

const HERE = new URL('../../', import.meta.url);

/** The code of one of this package's labs, from a folder below `tests`. */
export function ownLab(folder: string): LabCode {
  const root = `tests/${folder}/`;
  if (!existsSync(new URL(root, HERE))) throw new InvariantError(`there is no folder ${root}`);
  const given = new URL(`${root}given/`, HERE);
  const names = readdirSync(fileURLToPath(given)).flatMap((file) => givenNameOf(file) ?? []);
  return {
    url: `${root}lab.js`,
    given: names.sort().map((name) => ({ name, url: `${root}given/${name}.js` })),
  };
}
