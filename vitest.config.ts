import { defineConfig } from 'vitest/config';

/** Two suites: each part by itself, and what the whole harness promises. */
export default defineConfig({
  test: {
    // @oclif/test captures stdout itself.
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          globalSetup: 'scripts/fresh-dist.ts',
          // A machine may be busy.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'selftest',
          include: ['selftest/**/*.test.ts'],
          globalSetup: 'scripts/fresh-dist.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
