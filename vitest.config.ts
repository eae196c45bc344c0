import { defineConfig } from 'vitest/config';

/** What the whole harness promises, as far as it shows in a few seconds each. */
const SMOKE = ['cli', 'cli-commands', 'only-failed', 'package', 'style', 'warnings'].map(
  (name) => `selftest/${name}.test.ts`,
);

/**
 * Every suite builds `dist` first where it is stale, and has time: a machine may be busy. It was
 * started by `npm test`, and nobody in it is to take that for how people type labtest.
 */
const SHARED = {
  globalSetup: ['scripts/scratch-folder.ts', 'scripts/fresh-dist.ts'],
  hookTimeout: 120_000,
  env: { npm_command: '', npm_lifecycle_event: '' },
};

/** Each part by itself, the smoke tests of the whole, and all else that the whole promises. */
export default defineConfig({
  test: {
    // @oclif/test captures stdout itself.
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: { ...SHARED, name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 60_000 },
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
          include: ['selftest/**/*.test.ts'],
          exclude: SMOKE,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
