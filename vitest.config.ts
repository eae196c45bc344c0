import { defineConfig, type Plugin } from 'vitest/config';
import { audited, isAudited } from './scripts/audited.js';

/** What the whole harness promises, as far as it shows in a few seconds each. */
const SMOKE = ['cli', 'cli-commands', 'package', 'style', 'warnings'].map(
  (name) => `selftest/${name}.test.ts`,
);

/** Unit tests that wait for memory to fill and for what hangs: with the slow tests. */
const SLOW_UNITS = ['src/core/judge/remote-lab.test.ts'];

/**
 * Every suite builds `dist` first where it is stale, and has time: a machine may be busy. It was
 * started by `npm test`, and nobody in it is to take that for how people type labtest.
 */
const SHARED = {
  globalSetup: ['scripts/scratch-folder.ts', 'scripts/fresh-dist.ts'],
  hookTimeout: 120_000,
  env: { npm_command: '', npm_lifecycle_event: '' },
};

/** The checker's casts are checked wherever a test runs it in its own thread. */
const AUDIT: Plugin = {
  name: 'audited-checker',
  enforce: 'pre',
  transform: (code, file) =>
    isAudited(file) ? { code: audited(code, file), map: null } : undefined,
};

/** Each part by itself, the smoke tests of the whole, and all else that the whole promises. */
export default defineConfig({
  plugins: [AUDIT],
  test: {
    // @oclif/test captures stdout itself.
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: SLOW_UNITS,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { ...SHARED, name: 'smoke', include: SMOKE, testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'selftest',
          include: ['selftest/**/*.test.ts', ...SLOW_UNITS],
          exclude: SMOKE,
          testTimeout: 120_000,
          // Of what comes about in a browser or another process; vitest's own is one second.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
