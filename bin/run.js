#!/usr/bin/env node
import { execute } from '@oclif/core';

// `labtest` and `labtest -g FINER` run every test: oclif wants a command's name for that.
const [first] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith('-');
const asked = ['-h', '--help', '--version'].includes(first ?? '');
if (!named && !asked) process.argv.splice(2, 0, 'test');

await execute({ dir: import.meta.url });
