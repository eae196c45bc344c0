/**
 * How a process that runs a student's code is cut off from the machine: a ladder of levels, the
 * strongest of which is found by trying.
 *
 * Invariant: a level is claimed because it was tried and worked, never because it should work.
 * Whoever starts a box gets a command as data, and does not know how it is made.
 */
export { BOX_LEVELS, type BoxCommand, type BoxLevel } from './box-command.js';
export { killGroup } from './kill-group.js';
export { endBoxWithThisProcess, endWithThisProcess } from './orphans.js';
export { whyNotStarted } from './not-started.js';
export { KILLED_CODE, usageOfTree, wasKilled, type TreeUsage } from './process-tree.js';
export { compileProgram, labProgram, readerProgram } from './box-program.js';
export { boxCommand, limitedCommand, probeLadder, type LadderReport, type Rung } from './ladder.js';
