import { expect, test } from 'vitest';
import { PLAIN, styleFor } from './style.js';

const TERMINAL = { isTTY: true };

test('a terminal gets colours; a pipe, NO_COLOR and a dumb terminal get none', async () => {
  expect((await styleFor(TERMINAL, { TERM: 'xterm' })).pass('x')).not.toBe('x');
  expect(await styleFor({}, { TERM: 'xterm' })).toBe(PLAIN);
  expect(await styleFor(TERMINAL, { NO_COLOR: '1' })).toBe(PLAIN);
  expect(await styleFor(TERMINAL, { TERM: 'dumb' })).toBe(PLAIN);
});

test('FORCE_COLOR has the last word', async () => {
  expect((await styleFor({}, { FORCE_COLOR: '1', TERM: 'dumb' })).pass('x')).not.toBe('x');
  expect(await styleFor(TERMINAL, { FORCE_COLOR: '0', TERM: 'xterm' })).toBe(PLAIN);
});
