/** How an editor reads a lab's code, whoever writes it; labtest itself ignores these options. */
export const EDITOR_OPTIONS = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
} as const;
