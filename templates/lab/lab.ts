/**
 * The lab: what submissions export, and the tests by number. Nothing of a submission is imported
 * here; it is handed in by the names below.
 */
import type { LabDefinition } from 'labtest/testing';
import { runTests } from './run-tests.js';
import { searchTests } from './search-tests.js';

export const lab: LabDefinition = {
  exports: {
    CounterServer: { role: 'node', parameters: ['address: Address'] },
    CounterClient: { role: 'client', parameters: ['address: Address', 'server: Address'] },
  },
  tests: { ...runTests, ...searchTests },
};
