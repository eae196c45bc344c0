/** How an editor reads the code of a lab, whoever writes it; labtest itself does not read them. */
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
