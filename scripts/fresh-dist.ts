/** Before tests: worker threads cannot load `.ts` on Node 20, so they run what stands in dist. */
import { build, isUpToDate } from './build.js';

let done: Promise<boolean> | undefined;

/** Vitest's global setup. An error of types does not stop the tests: `npm run typecheck` does. */
export default async function freshDist(): Promise<void> {
  done ??= isUpToDate() ? Promise.resolve(true) : build();
  if (!(await done)) console.error('dist is built from sources with errors: see above');
}
