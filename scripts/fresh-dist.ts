/**
 * Builds before tests: worker threads cannot load `.ts` on Node 20, so they run what is in dist.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isUpToDate } from './build.js';

const ROOT = join(import.meta.dirname, '..');
let isDone = false;

/**
 * Vitest's global setup. Type errors do not stop the tests; `npm run typecheck` reports them. The
 * build is a process of its own: it loads commands, and with them packages that vitest may be
 * loading at the same moment, which sometimes fails on Node 20.
 */
export default function freshDist(): void {
  if (isDone) return;
  isDone = true;
  if (isUpToDate()) return;
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const build = [tsx, join(ROOT, 'scripts', 'build.ts')];
  const { status } = spawnSync(process.execPath, build, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) console.error('dist is built from sources with errors: see above');
}
