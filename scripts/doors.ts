/**
 * `npm run doors`: what can be imported from this package, `labtest` and its subpaths, are the
 * doors in the table of layers and every lab's given modules. Writes them into package.json, and
 * into the paths with which this repository's TypeScript for `labtest` is checked; `--check`
 * compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { DOORS } from './layer-table.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The doors by subpath, with their paths below src, without extension. */
export function doors(): [subpath: string, file: string][] {
  const names = (folder: string): string[] =>
    readdirSync(path.join(ROOT, 'src', folder))
      .flatMap((file) => /^([\w-]+)[.]ts$/.exec(file)?.[1] ?? [])
      .sort();
  const ours = DOORS.map((file): [string, string] => {
    const name = file.replace('.ts', '');
    return [name === 'index' ? '.' : `./${name}`, name];
  });
  const given = readdirSync(path.join(ROOT, 'src', 'tests'))
    .sort()
    .flatMap((lab) =>
      names(`tests/${lab}/given`).map((name): [string, string] => [
        `./${name}`,
        `tests/${lab}/given/${name}`,
      ]),
    );
  return [...ours, ...given];
}

function packageText(): string {
  const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as Record<string, unknown>;
  const exports = doors().map(([subpath, file]) => [
    subpath,
    { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` },
  ]);
  manifest['exports'] = {
    ...Object.fromEntries(exports),
    './package.json': './package.json',
  };
  return JSON.stringify(manifest);
}

function pathsText(): string {
  const paths = doors().map(([subpath, file]): [string, string[]] => [
    subpath.replace('.', 'labtest'),
    [`./src/${file}.ts`],
  ]);
  return JSON.stringify({ compilerOptions: { paths: Object.fromEntries(paths) } });
}

/** Writes what is stale, or reports it. */
async function refresh(isCheck: boolean): Promise<void> {
  const texts = { 'package.json': packageText(), 'tsconfig.doors.json': pathsText() };
  const options = await resolveConfig(path.join(ROOT, 'package.json'));
  for (const [file, json] of Object.entries(texts)) {
    const parser = file === 'package.json' ? 'json-stringify' : 'json';
    const text = await format(json, { ...options, parser });
    const target = path.join(ROOT, file);
    if (readFileSync(target, { encoding: 'utf8', flag: 'a+' }) === text) continue;
    if (isCheck) {
      console.error(`${file} is stale: npm run doors`);
      process.exitCode = 1;
    } else writeFileSync(target, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await refresh(process.argv.includes('--check'));
}
