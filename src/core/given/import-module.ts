/** What a module exports at run time, by name. */
export type ModuleContents = Readonly<Record<string, unknown>>;

/** Our own code: `dist`, or `src` where the harness is run from its sources. */
const HERE = new URL('../../', import.meta.url);
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Imports a module by its URL. One of our own is named relative to the harness's code,
 * `tests/lock/lab.js`, so that the same name means the right file in every process: some run what
 * was built, and tests run the sources.
 */
export async function importModule(url: string): Promise<ModuleContents> {
  const isOwn = !/^\w+:/.test(url);
  const target = isOwn ? new URL(url.replace(/\.js$/, ENDING), HERE).href : url;
  return (await import(target)) as ModuleContents;
}
