import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '../isolation/index.js';
import type { ServeOrder } from './protocol.js';

/** Always the built one, since Node cannot start a process from TypeScript. */
const ENTRY = fileURLToPath(new URL('../../../dist/core/serve/serve-process.js', import.meta.url));

/** Runs a lab for real, on this process's terminal; resolves to its exit code. */
export function startServing(order: ServeOrder): Promise<number> {
  const child = fork(ENTRY, [], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: ['--no-warnings'],
  });
  if (child.pid !== undefined) child.on('exit', endWithThisProcess(child.pid));
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
