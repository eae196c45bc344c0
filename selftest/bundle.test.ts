/** Bundles behave like their sources: doors share their classes, and each class keeps its name. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const GIVEN = [0, 1, 2].map((n) => [
  `lab${n}-${['pingpong', 'clientserver', 'primarybackup'][n]}`,
  n,
]);
const DOORS = ['index', 'kvstore', ...GIVEN.map(([lab, n]) => `tests/${lab}/given/lab${n}`)];

async function exportsOf(file: string): Promise<Record<string, unknown>> {
  const module: unknown = await import(pathToFileURL(path.join(DIST, file)).href);
  return module as Record<string, unknown>;
}

test.each(DOORS)('the classes of the door %s have the names they are exported by', async (door) => {
  const classes = Object.entries(await exportsOf(`${door}.js`)).filter(
    ([, value]) => typeof value === 'function' && /^class\b/.test(String(value)),
  );
  expect(classes.map(([, value]) => (value as { name: string }).name)).toEqual(
    classes.map(([name]) => name),
  );
});

test('a class of two doors is one class', async () => {
  const [main, given] = await Promise.all([
    exportsOf('index.js'),
    exportsOf('tests/lab0-pingpong/given/lab0.js'),
  ]);
  const base = main['Command'] as { prototype: object };
  const ping = given['Ping'] as { prototype: object };
  expect(base.prototype.isPrototypeOf(ping.prototype)).toBe(true);
});

test('no chunk holds a package that a course does not need', () => {
  const sizes = readdirSync(path.join(DIST, 'chunks'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => statSync(path.join(DIST, 'chunks', name)).size);
  expect(Math.max(...sizes)).toBeLessThan(500_000);
});
