/**
 * Traces as people and other tools read them: text, a page, a sequence diagram, ShiViz, ITF.
 *
 * Invariant: shows what the trace holds and runs nothing; all forms are made from the same steps.
 */
export { againOf } from './again.js';
export { nodesInTrace, showTrace, type ShowOptions } from './show-trace.js';
export { classesOf, tellTrace } from './tell-trace.js';
export { toHtml } from './to-html.js';
export { toItf } from './to-itf.js';
export { toMermaid } from './to-mermaid.js';
export { toShiviz } from './to-shiviz.js';
