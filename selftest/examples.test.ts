import { expect, test } from 'vitest';
import { freshPage, stalePages } from '../scripts/examples.js';

test('what the documents show of labtest is what it prints: else, npm run examples', () => {
  expect(stalePages()).toEqual([]);
}, 600_000);

test('an example that is another is made anew', () => {
  const head = '<!-- example: lab2-reference: labtest list 1.1: 1-1 -->\n\n```text\n';
  expect(freshPage(`${head}as it was\n\`\`\``)).not.toContain('as it was');
  expect(freshPage(`${head}as it was\n\`\`\``)).toContain('Lab 2');
}, 120_000);
