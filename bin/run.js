#!/usr/bin/env node
import module from 'node:module';

// Node 22 and newer keep what they have compiled for the next start.
module.enableCompileCache?.();
try {
  await import('../dist/run.js');
} catch (error) {
  if (!['EMFILE', 'ENFILE'].includes(error?.code)) throw error;
  // Not even its files could be opened: what the rest says of such a machine is in one of them.
  console.error('labtest: this machine does not let labtest go on: too few open files (ulimit -n)');
  process.exit(2);
}
