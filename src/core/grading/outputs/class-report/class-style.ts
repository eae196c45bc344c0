/** What the class report adds to the look of all pages. */
export const CLASS_STYLE = `
.histogram { display: block; width: 100%; height: auto; overflow: visible; }
.histogram rect { fill: var(--mark); opacity: .85; } .histogram rect:hover { opacity: 1; }
.histogram text { fill: var(--soft); font-size: 11px; }
.histogram text.count { text-anchor: middle; fill: var(--ink); font-weight: 600; }
.histogram .axis { stroke: var(--line); } .histogram line.median { stroke: var(--ink);
  stroke-dasharray: 3 3; opacity: .55; } .histogram text.median { fill: var(--ink); }
.tests .part td { padding-top: 18px; font-weight: 600; color: var(--soft); font-size: 13px; }
.tests .part:first-child td { padding-top: 10px; }
.tests td { padding-top: 5px; padding-bottom: 5px; }
.wide { width: 32%; } .time { width: 9%; }
.time i { display: block; height: 4px; margin-top: 10px; border-radius: 99px;
  background: var(--none); min-width: 1px; }
.stack { display: flex; height: 10px; margin-top: 7px; border-radius: 99px; overflow: hidden;
  background: var(--line); }
.stack i { display: block; } .stack .passed { background: var(--pass); }
.stack .failed { background: var(--fail); } .stack .inconclusive { background: var(--doubt); }
.tag { font-style: normal; font-size: 11.5px; font-weight: 600; color: var(--soft);
  border: 1px solid var(--line); border-radius: 99px; padding: 1px 8px; }
.mistake { display: grid; grid-template-columns: 92px 1fr; gap: 18px; margin: 12px 0; }
.many { text-align: center; } .many b { display: block; font-size: 34px; line-height: 1.1;
  font-weight: 650; color: var(--fail); letter-spacing: -.02em; }
.many span { font-size: 12px; color: var(--soft); }
.how { margin: 5px 0; overflow-wrap: anywhere; font-size: 14px; }
.advice { margin: 4px 0 10px; max-width: 80ch; } .advice b { font-weight: 600;
  color: var(--soft); margin-right: 6px; }
.chip { background: var(--tint); border-radius: 6px; padding: 1px 7px; font-weight: 600;
  font-size: 13px; }
.mistake details { border: 0; padding: 0; } .mistake details p { line-height: 2; }
.squares { display: flex; flex-wrap: wrap; gap: 2px; max-width: 480px; padding-top: 4px; }
.squares i { width: 9px; height: 14px; border-radius: 2px; background: var(--line); }
.squares .passed { background: var(--pass); } .squares .failed { background: var(--fail); }
.squares .crashed { background: var(--fail); outline: 1px solid var(--ink); }
.squares .inconclusive { background: var(--doubt); }
.submissions td:first-child { overflow-wrap: anywhere; max-width: 220px; }
@media (max-width: 720px) { .time, .tests th:last-child { display: none; }
  .mistake { grid-template-columns: 64px 1fr; }
  .histogram text { font-size: 22px; } .histogram text.median { display: none; } }
`;
