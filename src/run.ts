import type { Interfaces } from '@oclif/core';
import { handle } from '@oclif/core/handle';
import { run } from '@oclif/core/run';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  endByMachine,
  endProcess,
  watchStandardOutput,
} from './commands/shared/standard-output.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What people type, as oclif wants it: a command's name first, and help as a flag.
const typed = process.argv.slice(2);
const [first] = typed;
const asksForHelp = ['-h', '--help', '--version'].includes(first ?? '');
// `labtest 2.14` runs that test.
const namesTest = /^!?\d/.test(first ?? '');
const namesCommand = first !== undefined && !first.startsWith('-') && !namesTest;
let args = namesCommand || asksForHelp ? typed : ['test', ...typed];
if (first === 'help') args = [...typed.slice(1), '--help'];

/**
 * package.json; where a command of labtest's own is called, without the plugins, which take time to
 * be found.
 */
function packageJson(): Interfaces.PJSON {
  const json = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as Interfaces.PJSON;
  const isOwn = existsSync(`${ROOT}dist/commands/${args[0]}.js`);
  return isOwn ? { ...json, oclif: { ...json.oclif, plugins: [] } } : json;
}

// It listens to stdout too: loaded first, so that watchStandardOutput() has the last word.
await import('@oclif/core/command');
watchStandardOutput();
try {
  await run(args, { root: ROOT, pjson: packageJson() });
  await endProcess(0);
} catch (error) {
  endByMachine(error);
  await handle(error as Error);
}
