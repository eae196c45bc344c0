/** What a module exports at run time, by name. */
export type ModuleContents = Readonly<Record<string, unknown>>;

/**
 * Imports a module by its URL. One of our own is named relative to the harness's code,
 * `tests/lock/lab.js`, so that the same name means the right file in every process: some run what
 * was built, and tests run the sources.
 */
export async function importModule(url: string): Promise<ModuleContents> {
  return (await import(moduleAddress(url))) as ModuleContents;
}

/** Where such a module is: a URL that any process understands. */
export function moduleAddress(url: string): string {
  return /^\w+:/.test(url) ? url : ownAddress(url);
}

/** In `dist`, or in `src` where the harness is run from its sources. */
function ownAddress(url: string): string {
  const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new URL(url.replace(/\.js$/, ending), new URL('../../', import.meta.url)).href;
}
