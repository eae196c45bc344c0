import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Journal } from './journal.js';
import type { TestRecord } from './test-record.js';

const folder = mkdtempSync(join(tmpdir(), 'labtest-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(folder, String(count++));

const record = (key: string, reason = ''): TestRecord => ({
  key,
  isolation: 'A',
  outcome: {
    number: '1.1',
    title: 'Startup view',
    kind: 'unit',
    points: 5,
    earned: 0,
    verdict: 'failed',
    reason,
    wallMs: 1,
  },
  evidence: {},
});
const add = (journal: Journal, ...records: TestRecord[]): void =>
  records.forEach((each) => journal.append({ record: each, blobs: new Map() }));

describe('a journal', () => {
  test('gives back what was added, also to the next process, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (reasons) => {
        const place = fresh();
        const journal = new Journal(place);
        add(journal, ...reasons.map((reason, i) => record(`k${i}`, reason)));
        journal.close();
        const next = new Journal(place);
        reasons.forEach((reason, i) => {
          expect(next.get(`k${i}`)).toEqual(JSON.parse(JSON.stringify(record(`k${i}`, reason))));
        });
        next.close();
      }),
      { numRuns: 20 },
    );
  });

  test('that was cut off anywhere in its last line has all lines before, and takes more', () => {
    const whole = fresh();
    const journal = new Journal(whole);
    add(journal, record('a', 'ü'), record('b'), record('c'));
    journal.close();
    const bytes = readFileSync(join(whole, 'journal.jsonl'));
    const lastLine = bytes.subarray(0, -1).lastIndexOf('\n') + 1;
    for (let end = lastLine; end < bytes.length; end += 7) {
      const place = fresh();
      new Journal(place).close();
      writeFileSync(join(place, 'journal.jsonl'), bytes.subarray(0, end));
      const cut = new Journal(place);
      expect(cut.get('b')).toBeDefined();
      expect(cut.known('c')).toBeUndefined();
      add(cut, record('d'));
      cut.close();
      const next = new Journal(place);
      expect([...next.records()].map(({ key }) => key)).toEqual(['a', 'b', 'd']);
      next.close();
    }
  });

  test('leaves out a line that a crash of the machine broke, and keeps those around it', () => {
    const place = fresh();
    const journal = new Journal(place);
    add(journal, record('a'));
    journal.close();
    appendFileSync(join(place, 'journal.jsonl'), '{"key":"b","outco\0\0\0\n{"key":7}\n');
    const next = new Journal(place);
    add(next, record('c'));
    expect([...next.records()].map(({ key }) => key)).toEqual(['a', 'c']);
    next.close();
  });

  test('counts the later of two records of one key', () => {
    const journal = new Journal(fresh());
    add(journal, record('a', 'first'), record('a', 'second'));
    expect(journal.get('a')?.outcome.reason).toBe('second');
    journal.close();
  });

  test('that was emptied under way begins again', () => {
    const place = fresh();
    const journal = new Journal(place);
    add(journal, record('a'));
    journal.close();
    truncateSync(join(place, 'journal.jsonl'), 0);
    const next = new Journal(place);
    expect([...next.records()]).toEqual([]);
    next.close();
  });
});
