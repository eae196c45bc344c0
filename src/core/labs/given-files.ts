import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../support/index.js';
import { givenNameOf } from './lab-code.js';

/** The package's doors for lab authors, by the part after `labtest`. */
export const DOORS: Readonly<Record<string, string>> = {
  '': 'index.js',
  '/kvstore': 'kvstore.js',
  '/testing': 'testing.js',
};
/**
 * The modules that a lab from outside hands out, by the name they are compiled to: `given/lock`.
 *
 * @throws UsageError LT015
 */
export function givenFiles(folder: string): Record<string, string> {
  const given = path.join(folder, 'given');
  const files = existsSync(given) ? readdirSync(given).sort() : [];
  const entries = files.flatMap((file) => {
    const name = file.endsWith('.ts') ? givenNameOf(file) : undefined;
    return name === undefined ? [] : [[`given/${name}`, path.join(given, file)] as const];
  });
  for (const [name] of entries) {
    const door = name.replace('given', '');
    if (!(door in DOORS) && door !== '/index') continue;
    throw new UsageError('LT015', `${path.join(folder, `${name}.ts`)}: labtest${door} is taken.`, [
      'It is what labtest itself gives to every lab; choose another name for the file',
    ]);
  }
  return Object.fromEntries(entries);
}
