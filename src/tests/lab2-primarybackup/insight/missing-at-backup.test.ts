import { expect, test } from 'vitest';
import { Append, Put } from '../../../kvstore.js';
import { server, type Finding } from '../../../testing.js';
import { View } from '../given/lab2.js';
import { AppendedValues } from './appended-values.js';
import { MissingAtBackup } from './missing-at-backup.js';

const [s1, s2] = [server(1), server(2)];
const view = new View(2, s1, s2);

/** Of two puts that are under way, the primary executes both; its stores are lists of texts. */
function found(commands: readonly (Put | Append)[], ...held: readonly string[][]): Finding[] {
  const appended = new AppendedValues();
  appended.add(commands);
  const missing = new MissingAtBackup(appended);
  const texts = (list: readonly string[]): Map<string, string> =>
    new Map(list.map((text, index) => [String(index), text]));
  const [before, after] = [texts([]), texts(['k', 'one', 'l', 'two'])];
  missing.suspect({ at: 3, primary: s1, view, before, after, isByKey: false, hadHeard: true });
  for (const list of held) missing.see(s2, view, texts(list));
  return missing.end();
}

test('what a put takes away in the same step is missing nowhere', () => {
  const appended = new AppendedValues();
  appended.add([new Put('k', '<0>'), new Append('k', '<1>'), new Put('k', '<2>')]);
  const causes = (...held: readonly string[]): string[] => {
    const missing = new MissingAtBackup(appended);
    const at = (value: string): Map<string, string> => new Map([['k', value]]);
    missing.see(s1, view, at('<0>'));
    const texts = { before: at('<0>'), after: at('<0><1>'), isByKey: true };
    missing.suspect({ at: 3, primary: s1, view, ...texts, hadHeard: true });
    missing.see(s1, view, texts.after);
    for (const value of held) missing.see(s2, view, at(value));
    return missing.end().map(({ cause }) => cause);
  };
  expect(causes('', '<0>')).toEqual(['backup-does-not-execute']);
  expect(causes('<0>', '<2>')).toEqual([]);
});

const [one, two] = [new Put('k', 'one'), new Put('l', 'two')];

test('a put that a backup leaves out, in a store that is a list', () => {
  const [only] = found([one, two], [], ['l', 'two']);
  expect(only?.cause).toBe('backup-does-not-execute');
  expect(only?.message).toContain("it has no 'one'");
});

test('a put that a backup executes, or that another one has replaced since', () => {
  expect(found([one, two], ['l', 'two'], ['k', 'one', 'l', 'two'])).toEqual([]);
  expect(found([one, two], ['k', 'one+', 'l', 'two'])).toEqual([]);
  expect(found([one, two, new Put('k', 'new')], ['l', 'two'])).toEqual([]);
});
