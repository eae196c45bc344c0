import { handle } from '@oclif/core/handle';
import { run } from '@oclif/core/run';
import {
  endByMachine,
  endProcess,
  watchStandardOutput,
} from './commands/shared/standard-output.js';

// What people type, as oclif wants it: a command's name first, and help as a flag.
const typed = process.argv.slice(2);
const [first] = typed;
const asksForHelp = ['-h', '--help', '--version'].includes(first ?? '');
// `labtest 2.14` runs that test.
const namesTest = /^!?\d/.test(first ?? '');
const namesCommand = first !== undefined && !first.startsWith('-') && !namesTest;
let args = namesCommand || asksForHelp ? typed : ['test', ...typed];
if (first === 'help') args = [...typed.slice(1), '--help'];

// It listens to stdout too: loaded first, so that watchStandardOutput() has the last word.
await import('@oclif/core/command');
watchStandardOutput();
try {
  await run(args, import.meta.url);
  await endProcess(0);
} catch (error) {
  endByMachine(error);
  await handle(error as Error);
}
