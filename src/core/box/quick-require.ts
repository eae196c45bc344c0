import { createRequire } from 'node:module';

/**
 * Loads a CommonJS package. Several times faster than `import` for these: measured 8 ms instead
 * of 33 for esbuild, 5 instead of 29 for eslint-scope, and every start of the CLI pays it.
 */
export const quickRequire = createRequire(import.meta.url);
