import type { LabTests } from '../../../testing.js';
import { crashTests } from './crash-tests.js';
import { oldViewTests } from './old-view-tests.js';
import { partitionTests } from './partition-tests.js';
import { weatherTests } from './weather-tests.js';
import { doneOnceTests } from './done-once-tests.js';
import { finiteTests } from './finite-tests.js';
import { handOverTests } from './hand-over-tests.js';
import { lateMessageTests } from './late-message-tests.js';
import { lateStartTests } from './late-start-tests.js';
import { longStateTests } from './long-state-tests.js';
import { readTests } from './read-tests.js';
import { takeOverTests } from './take-over-tests.js';
import { undoneTests } from './undone-tests.js';
import { viewSearchTests } from './view-search-tests.js';

/** Part 3, beyond the course: in virtual time, what the course leaves to its search tests. */
export const beyondTests: LabTests = {
  ...partitionTests,
  ...crashTests,
  ...weatherTests,
  ...oldViewTests,
  ...finiteTests,
  ...viewSearchTests,
  ...lateMessageTests,
  ...handOverTests,
  ...readTests,
  ...undoneTests,
  ...longStateTests,
  ...lateStartTests,
  ...doneOnceTests,
  ...takeOverTests,
};
