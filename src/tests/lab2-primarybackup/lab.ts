/**
 * Lab 2: the view server alone, and the whole service in virtual time and in searches. Each test
 * says what it does, line by line.
 *
 * Invariant: nothing of the lab under test is imported; it is passed in by name.
 */
import { parseKvList, type LabDefinition } from '../../testing.js';
import { beyondTests } from './beyond/index.js';
import { CAUSES } from './causes.js';
import { insight } from './insight/index.js';
import { runTests } from './runs/index.js';
import { searchTests } from './searches/index.js';
import { lab2, VIEW_SERVER } from './subjects.js';
import { viewServerTests } from './views/index.js';

export const lab: LabDefinition = {
  exports: {
    ViewServer: { role: 'node', parameters: ['address: Address'] },
    PBServer: {
      role: 'node',
      parameters: ['address: Address', 'viewServer: Address', 'app: Application'],
    },
    PBClient: { role: 'client', parameters: ['address: Address', 'viewServer: Address'] },
    KVStore: { role: 'application', parameters: [] },
  },
  tests: { ...viewServerTests, ...runTests, ...searchTests, ...beyondTests },
  insight,
  driven: { subjects: lab2, always: [VIEW_SERVER], parseWorkload: parseKvList },
  causes: CAUSES,
};
