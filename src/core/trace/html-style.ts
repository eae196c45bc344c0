/** The look of the page that {@link toHtml} writes. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #66707e; --paper: #fff; --line: #d5dae1;
  --mark: #0b63ce; --lost: #b42318; --found: #fff3bf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b1; --paper: #14181e;
  --line: #343c47; --mark: #6cb2ff; --lost: #ff8a7a; --found: #4a4000; } }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.45 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); height: 100vh; display: flex; flex-direction: column; }
header { padding: 10px 16px; border-bottom: 1px solid var(--line); }
h1 { font-size: 15px; margin: 0; }
header p { margin: 4px 0; color: var(--soft); }
.verdict { color: var(--ink); font-weight: 600; }
.verdict.failed { color: var(--lost); }
main { flex: 1; display: flex; min-height: 0; }
#diagram { flex: 1; overflow: auto; outline-offset: -2px; }
#diagram svg { display: block; }
#diagram .head { position: sticky; top: 0; z-index: 1; background: var(--paper);
  border-bottom: 1px solid var(--line); }
#details { width: 32%; max-width: 560px; overflow: auto; padding: 12px 16px;
  border-left: 1px solid var(--line); }
#details h2 { font-size: 14px; margin: 0 0 6px; overflow-wrap: anywhere; }
#details h3 { font-size: 12px; margin: 12px 0 2px; color: var(--soft); font-weight: 600; }
#details pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 12px/1.5 ui-monospace, monospace; }
#details button { font: inherit; border: 0; background: none; color: var(--mark); padding: 0;
  text-decoration: underline; cursor: pointer; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .time { fill: var(--soft); font-size: 11px; }
svg .lane { stroke: var(--line); }
svg .arrow { stroke: var(--soft); fill: none; marker-end: url(#head); }
svg .arrow.lost { stroke: var(--lost); stroke-dasharray: 4 3; }
svg .dot { fill: var(--ink); }
svg .dot.fire { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
svg .dot.crash { fill: var(--lost); }
svg .row { fill: transparent; cursor: pointer; }
svg g.found .row { fill: var(--found); }
svg g.chosen .row { fill: color-mix(in srgb, var(--mark) 18%, transparent); }
svg g.chosen .arrow { stroke: var(--mark); stroke-width: 2; }
svg g.start { opacity: 0.6; }
`;
