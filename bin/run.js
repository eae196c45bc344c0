#!/usr/bin/env node
import { execute } from '@oclif/core/execute';

// What people type, as oclif wants it: a command's name first, and help as a flag.
const typed = process.argv.slice(2);
const [first] = typed;
const asksForHelp = ['-h', '--help', '--version'].includes(first ?? '');
const namesCommand = first !== undefined && !first.startsWith('-');
let args = namesCommand || asksForHelp ? typed : ['test', ...typed];
if (first === 'help') args = [...typed.slice(1), '--help'];

await execute({ args, dir: import.meta.url });
