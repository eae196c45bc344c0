/**
 * How a process that runs a student's code is shut off from the machine: a ladder of walls, the
 * best of which this machine has is found out by trying.
 *
 * Invariant: a level is what was tried and worked, never what should work. What starts a box gets a
 * command as data, and knows nothing of how it is made.
 */
export { BOX_LEVELS, type BoxCommand, type BoxLevel } from './box-command.js';
export { killGroup } from './kill-group.js';
export { endBoxWithThisProcess, endWithThisProcess } from './orphans.js';
export { whyNotStarted } from './not-started.js';
export { KILLED_CODE, usageOfTree, wasKilled, type TreeUsage } from './process-tree.js';
export { compileProgram, labProgram } from './box-program.js';
export { boxCommand, probeLadder, type LadderReport, type Rung } from './ladder.js';
