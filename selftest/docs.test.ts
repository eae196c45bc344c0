/** Every link in the docs leads somewhere, and every command in them exists. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function pagesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file));
}

const PAGES = [
  ...['README.md', 'ARCHITECTURE.md', 'STYLE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['docs', 'labs', 'templates'].flatMap(pagesBelow),
];
const textOf = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

/** The anchor that GitHub gives a heading. */
function anchorsOf(page: string): string[] {
  const text = textOf(page);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return [...headings, ...named];
}

/** The prose of a page: quoted code contains no links. */
function proseOf(page: string): string {
  return textOf(page)
    .replaceAll(/^```[^]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
}

describe.each(PAGES)('%s', (page) => {
  test('links to what there is', () => {
    const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      if (anchor === undefined || statSync(path.join(ROOT, target)).isDirectory()) return false;
      // A reference numbers headings of the same name.
      return target.endsWith('.md') && !anchorsOf(target).includes(anchor.replace(/-\d+$/, ''))
        ? !anchorsOf(target).includes(anchor)
        : false;
    });
    expect(dead).toEqual([]);
  });
});

const Command = z.object({
  strict: z.boolean().optional(),
  flags: z.record(z.string(), z.object({ char: z.string().optional() })),
});
const { commands } = z
  .object({ commands: z.record(z.string(), Command) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'oclif.manifest.json'), 'utf8')));

/** The labtest commands in a page: in command blocks, and in the text. */
function callsIn(page: string): string[] {
  const text = textOf(page);
  const blocks = [...text.matchAll(/^```(?:sh|console)\n([^]*?)^```/gm)].map(
    ([, body = '']) => body,
  );
  const lines = blocks.flatMap((body) => body.replaceAll('\\\n', ' ').split('\n'));
  const quoted = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)];
  return [...lines, ...quoted.map(([, code = '']) => code)].flatMap((line) => {
    const [, call] = /(?:^|[$&;] |npx )labtest (.*)$/.exec(line.replace(/ #.*$/, '').trim()) ?? [];
    return call === undefined ? [] : [call.split(/ [|&;>]/)[0] ?? ''];
  });
}

/** What is wrong with a command; undefined if labtest would accept it. */
function mistakeIn(call: string): string | undefined {
  const words = call.split(/\s+/).filter((word) => word !== '');
  const [first = '', second = ''] = words;
  const isBare = first.startsWith('-') || /^['!]?\d/.test(first);
  if (/^(?:[A-Z…]|help$|--version$|--help$|autocomplete$)/.test(first)) return undefined;
  const id = isBare ? 'test' : `${first}:${second}` in commands ? `${first}:${second}` : first;
  const command = commands[id];
  if (command === undefined) return `there is no labtest ${first}`;
  const known = Object.entries(command.flags).flatMap(([name, { char }]) => [
    `--${name}`,
    `--no-${name}`,
    `-${char}`,
  ]);
  const used = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.split('=')[0] ?? '');
  const unknown = used.find((flag) => !known.includes(flag) && flag !== '--help' && flag !== '-h');
  return unknown === undefined ? undefined : `labtest ${first} has no ${unknown}`;
}

test('commands in the docs, and their flags, are those that there are', () => {
  const pages = PAGES.filter((page) => page !== 'CHANGELOG.md' && !page.includes('decisions'));
  const calls = pages.flatMap((page) => callsIn(page).map((call) => ({ page, call })));
  expect(calls.length).toBeGreaterThan(80);
  const wrong = calls.flatMap(({ page, call }) => {
    const mistake = mistakeIn(call);
    return mistake === undefined ? [] : [`${page}: labtest ${call}: ${mistake}`];
  });
  expect(wrong).toEqual([]);
});
