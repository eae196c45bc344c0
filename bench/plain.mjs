/**
 * Lets Node import TypeScript as the build makes JavaScript of it: `node --import ./bench/plain.mjs`.
 * tsx also keeps the names of classes, in a way that has V8 optimise their constructors in vain
 * again and again: in a judge's process that took more CPU than the judge itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const isHook = new URL(import.meta.url).searchParams.has('hook');
if (!isHook) register(`${import.meta.url}?hook`);

/**
 * What is imported as `.js` may be `.ts`.
 *
 * @type {import('node:module').ResolveHook}
 */
export function resolve(specifier, context, next) {
  if (/^[./]|^file:/.test(specifier) && context.parentURL !== undefined) {
    const source = new URL(specifier.replace(/[.]js$/, '.ts'), context.parentURL);
    if (source.protocol === 'file:' && existsSync(source)) {
      return { url: source.href, format: 'module', shortCircuit: true };
    }
  }
  return next(specifier, context);
}

/**
 * Types are left out.
 *
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const { code } = await transform(text, { loader: 'ts', target: 'node20', format: 'esm' });
  return { format: 'module', source: code, shortCircuit: true };
}
