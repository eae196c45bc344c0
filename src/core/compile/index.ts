/**
 * Turns a student's folder into a lab that can be loaded: the files are bundled behind an import
 * jail, checked, and transformed (steps are counted, `#private` fields are visible). It reads
 * hostile text, evaluates none of it, and needs only the files: when a class is graded, labs are
 * compiled in a box (`compile-process`), which gets the files and answers with data.
 *
 * Invariant: compiled code can reach only the language, the given modules and the lab's own files;
 * every refusal is one `LabFault` that says where and what to do instead.
 */
export { compileLab } from './compile.js';
export type { CompileAnswer, CompileRequest } from './compile-request.js';
export { contractMistakes } from './contract-mistakes.js';
export { debuggerMap } from './debugger-map.js';
export { packLab } from './lab-tree.js';
