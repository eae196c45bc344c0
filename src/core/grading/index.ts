/**
 * Grades classes of submissions: reads them as untrusted data, has their tests run, keeps what was
 * found out in a journal, and writes what instructors and students need.
 *
 * Invariant: nothing here evaluates a submission's code, and nothing of a submission is written,
 * followed or executed before it has been checked. A mark is a function of outcomes, tests, dates
 * and the course's file; one submission's fate never touches another's.
 */
export { readClassState, type Shard } from './class-state.js';
export type { GradeJob } from './grade-job.js';
export { gradeOne, type Bench } from './grade-one.js';
export { type Standing } from './graded.js';
export { Grading, standingOf, type GradingOrder, type Progress } from './grading.js';
export { harnessIdentity } from './harness-digest.js';
export { listSources } from './intake/list-sources.js';
export type { Listing, Source } from './intake/source.js';
export { LEVELS } from './isolation.js';
export { Journal } from './journal.js';
export { exportsOfLab } from './lab-exports.js';
export { lockFolder } from './out-lock.js';
export { ClassOutputs, writeClass } from './outputs/class-outputs.js';
export { HIDDEN, STATE, SUBMISSIONS } from './outputs/places.js';
export { EmbeddedQueue } from './queue/embedded-queue.js';
export type { GradingQueue } from './queue/queue.js';
export { openServerQueue, workForServer } from './queue/server.js';
export { AUTOGRADER_SOURCE, gradeForGradescope } from './gradescope/autograder.js';
export { writeGradescopeKit } from './gradescope/kit.js';
export { revealed, seedSecret, withSecretSeeds, type SeedSecret } from './seed-commitment.js';
export { mergedState, parseShard, sourcesOf } from './shard.js';
export { TestsCode } from './tests-code.js';
export { namedForNobody } from './mark.js';
export { digestOf, type TestResult } from './test-record.js';
export { scoreOf, scoresOf, scoreWords } from './score.js';
export { scoreStatistics } from './score-statistics.js';
