import { expect, test } from 'vitest';
import { asTyped } from './as-typed.js';

test('commands are told as they are typed where labtest was found', () => {
  const npx = { npm_command: 'exec', npm_config_user_agent: 'npm/10.8.2 node/v20.20.2 linux x64' };
  const pnpm = { npm_lifecycle_event: 'test', npm_config_user_agent: 'pnpm/9.1.0 npm/? node/v22' };
  expect(asTyped('labtest run 2.14 --seed 3', npx)).toBe('npx labtest run 2.14 --seed 3');
  expect(asTyped('All tests: labtest list · run both: labtest', npx)).toBe(
    'All tests: npx labtest list · run both: npx labtest',
  );
  expect(asTyped('labtest run 2.14', pnpm)).toBe('pnpm exec labtest run 2.14');
  expect(asTyped('labtest run 2.14', {})).toBe('labtest run 2.14');
  expect(asTyped('a text about labtest itself', npx)).toBe('a text about labtest itself');
});
