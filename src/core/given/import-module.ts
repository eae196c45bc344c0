/** What a module exports at run time, by name. */
export type ModuleContents = Readonly<Record<string, unknown>>;

/**
 * Imports a module by its URL. One of our own is named relative to the harness's code,
 * `tests/lock/lab.js`, so that the name finds the right file in every process: some run the build,
 * and tests run the sources.
 */
export async function importModule(url: string): Promise<ModuleContents> {
  return (await import(moduleAddress(url))) as ModuleContents;
}

/** The address of such a module: a URL that works in any process. */
export function moduleAddress(url: string): string {
  return /^\w+:/.test(url) ? url : ownAddress(url);
}

/** In `dist`, or in `src` if the harness runs from its sources. */
function ownAddress(url: string): string {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new URL(url.replace(/\.js$/, ending), new URL('../../', import.meta.url)).href;
}
