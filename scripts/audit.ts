/**
 * `npm run audit -- search 2.16` runs labtest with the casts of checker and threads checked: in a
 * copy of the program under .cache, made afresh each time.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';
import freshDist from './fresh-dist.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPY = path.join(ROOT, '.cache', 'audited');
const COPIED = ['bin', 'dist', 'package.json', 'oclif.manifest.json'];
const LINKED = ['node_modules', 'labs', 'lab-tests.yaml'];

freshDist();
rmSync(COPY, { recursive: true, force: true });
mkdirSync(COPY, { recursive: true });
for (const name of COPIED) {
  cpSync(path.join(ROOT, name), path.join(COPY, name), { recursive: true });
}
for (const name of LINKED) symlinkSync(path.join(ROOT, name), path.join(COPY, name));
await bundle({ dist: path.join(COPY, 'dist'), isAudit: true });
const args = [path.join(COPY, 'bin', 'run.js'), ...process.argv.slice(2)];
// npm changes to the package's folder first; the command may have been typed in a lab's folder.
const cwd = process.env.INIT_CWD ?? process.cwd();
const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
process.exitCode = status ?? 1;
