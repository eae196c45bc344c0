/**
 * The lab: what submissions export, and the tests by number. Nothing of a submission is imported
 * here; it is handed in by the names below.
 */
import type { Command } from 'labtest';
import { Add } from 'labtest/counter';
import type { LabDefinition } from 'labtest/testing';
import { runTests } from './run-tests.js';
import { searchTests } from './search-tests.js';
import { counter, SERVER } from './system.js';

/** What people type to `labtest serve` and `labtest debug`: `add 3`, or `ADD:3,ADD:4`. */
function parseWorkload(text: string): Command[] {
  return text.split(',').map((part) => {
    const [, amount] = /^add:(\d+)$/i.exec(part.trim()) ?? [];
    if (amount === undefined) throw new Error(`“${part}” is not an add: write add 3`);
    return new Add(Number(amount));
  });
}

export const lab: LabDefinition = {
  exports: {
    CounterServer: { role: 'node', parameters: ['address: Address'] },
    CounterClient: { role: 'client', parameters: ['address: Address', 'server: Address'] },
  },
  driven: { subjects: counter, always: [SERVER], parseWorkload },
  tests: { ...runTests, ...searchTests },
};
