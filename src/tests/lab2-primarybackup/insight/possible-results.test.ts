import { describe, expect, test } from 'vitest';
import type { Command } from '../../../index.js';
import { Append, AppendResult, Get, GetResult, KeyNotFound, Put, PutOk } from '../../../kvstore.js';
import { PossibleResults } from './possible-results.js';

const get = new Get('k');

/** What is said of a result for `command`, after these commands were handed in and answered. */
function refuted(
  result: PutOk | AppendResult | GetResult | KeyNotFound,
  command: Command = get,
  before: readonly Command[] = [],
  inFlight: readonly Command[] = [],
): string | undefined {
  const possible = new PossibleResults();
  for (const [index, each] of before.entries()) {
    possible.ask(each);
    possible.answered(each, index);
  }
  for (const each of [...inFlight, command]) possible.ask(each);
  return possible.refuted({ command, index: before.length }, result);
}

describe('the results a store can give', () => {
  test('are of the kind that belongs to the command', () => {
    expect(refuted(new KeyNotFound(), new Put('k', 'v'))).toBe('Put gives PutOk');
    expect(refuted(new PutOk(), get)).toBe('Get gives GetResult or KeyNotFound');
    expect(refuted(new PutOk(), new Append('k', 'v'))).toContain('AppendResult');
    expect(refuted(new AppendResult('vw'), new Append('k', 'v'))).toContain('ends with');
    expect(refuted(new AppendResult('wv'), new Append('k', 'v'))).toBeUndefined();
  });

  test('an empty value is one only where somebody wrote it', () => {
    expect(refuted(new GetResult(''), get)).toContain('gives KeyNotFound');
    expect(refuted(new GetResult(''), get, [new Put('k', '')])).toBeUndefined();
  });

  test('a value is made of what was written, with nothing between', () => {
    const written = [new Put('k', 'a'), new Append('k', 'b'), new Append('k', 'ba')];
    expect(refuted(new AppendResult('a,b'), new Append('k', 'b'), written)).toContain("the ','");
    expect(refuted(new GetResult('ab--ba'), get, written)).toContain("the '--'");
    for (const value of ['a', 'ab', 'aba', 'abba', 'babab']) {
      expect(refuted(new GetResult(value), get, written)).toBeUndefined();
    }
    // What was written before the story began is not known.
    expect(refuted(new GetResult('xyab'), get, written)).toBeUndefined();
  });

  test('a key with the empty value is not missing', () => {
    for (const write of [new Put('k', ''), new Append('k', '')]) {
      expect(refuted(new KeyNotFound(), get, [write])).toContain('a value like any other');
    }
  });

  test('a key may be missing when another has the value, or it is not told yet, or is lost', () => {
    const missing = new KeyNotFound();
    expect(refuted(missing, get, [new Put('other', '')])).toBeUndefined();
    expect(refuted(missing, get, [], [new Put('k', '')])).toBeUndefined();
    // A value that is not empty is more likely to have been lost with a server.
    expect(refuted(missing, get, [new Put('k', ''), new Put('k', 'v')])).toBeUndefined();
  });
});
