/**
 * The look of the pages that grading writes: light or dark, on screen or paper, from one palette.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #5d6878; --paper: #f6f7f9;
  --card: #fff; --line: #dde2e9; --pass: #2f9e6e; --fail: #d64545; --doubt: #c98a1b;
  --none: #c6ccd6; --mark: #3c6fd1; --tint: #eef3fc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #9aa5b5; --paper: #12161c;
  --card: #1a2029; --line: #2d3644; --pass: #3fbf88; --fail: #f0716c; --doubt: #e0a93f;
  --none: #4a5362; --mark: #7aa5f5; --tint: #1e2836; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -.01em; }
h2 { font-size: 18px; margin: 40px 0 12px; letter-spacing: -.005em; }
h3 { font-size: 15px; margin: 0; }
p { margin: 6px 0; } a { color: var(--mark); } .soft { color: var(--soft); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; margin: 10px 0;
  padding: 12px 14px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 18px 20px; }
.tiles { display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
  margin: 22px 0 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 14px 18px; }
.tile b { display: block; font-size: 26px; font-weight: 650; line-height: 1.25;
  font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.tile span { color: var(--soft); font-size: 13px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; font-size: 12.5px; color: var(--soft);
  padding: 0 10px 8px 0; border-bottom: 1px solid var(--line); }
td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } .num { text-align: right; white-space: nowrap; }
.word { font-weight: 600; font-size: 12px; border-radius: 99px; padding: 2px 9px; color: #fff;
  background: var(--none); white-space: nowrap; }
.word.passed { background: var(--pass); } .word.failed, .word.crashed { background: var(--fail); }
.word.inconclusive { background: var(--doubt); }
@media (prefers-color-scheme: dark) { .word { color: #10141a; } }
details { border-top: 1px solid var(--line); padding: 10px 0; }
details:first-child { border-top: 0; }
summary { cursor: pointer; } summary:focus-visible { outline: 2px solid var(--mark);
  outline-offset: 2px; border-radius: 4px; }
footer { margin-top: 48px; color: var(--soft); font-size: 13px; }
@media (max-width: 720px) { .card { overflow-x: auto; } main { padding: 20px 14px 48px; } }
@media print { body { background: #fff; } .card, .tile { break-inside: avoid; } }
`;
