import { expect, test } from 'vitest';
import { minimisingNet } from './minimising-net.js';

test('a machine that is busy with other things does not end the work', () => {
  let [cpu, wall] = [100, 1000];
  const isOver = minimisingNet(
    () => cpu,
    () => wall,
  );
  [cpu, wall] = [30_000, 300_000];
  expect(isOver()).toBe(false);
  [cpu, wall] = [60_101, 300_200];
  expect(isOver()).toBe(true);
  [cpu, wall] = [200, 601_001];
  expect(isOver()).toBe(true);
});
