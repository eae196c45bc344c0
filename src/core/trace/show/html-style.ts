/** The look of the page that {@link toHtml} writes. */
export const TRACE_PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6573; --paper: #fff; --line: #d5dae1;
  --mark: #0b63ce; --lost: #b42318; --found: #fff3bf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a3adb9; --paper: #14181e;
  --line: #3b4450; --mark: #6cb2ff; --lost: #ff8a7a; --found: #4a4000; } }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.45 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); height: 100vh; display: flex; flex-direction: column; }
header { padding: 10px 16px; border-bottom: 1px solid var(--line); }
h1 { font-size: 15px; margin: 0; }
header p { margin: 4px 0; color: var(--soft); overflow-wrap: anywhere; }
header .verdict { color: var(--ink); font-weight: 600; max-height: 4.4em; overflow: auto; }
header .verdict.failed, header .verdict.crashed { color: var(--lost); }
header input { font: inherit; width: 22em; max-width: 60vw; padding: 2px 8px; color: inherit;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; }
kbd { font: 12px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 3px;
  padding: 0 4px; }
main { flex: 1; display: flex; min-height: 0; }
#diagram { flex: 1; min-width: 0; overflow: auto; outline-offset: -2px; }
#diagram svg { display: block; }
#diagram .head { position: sticky; top: 0; z-index: 1; background: var(--paper);
  border-bottom: 1px solid var(--line); }
#details { width: 30%; max-width: 560px; min-width: 280px; overflow: auto; padding: 12px 16px;
  border-left: 1px solid var(--line); }
#details h2 { font-size: 14px; margin: 0 0 6px; overflow-wrap: anywhere; }
#details h3 { font-size: 12px; margin: 12px 0 2px; color: var(--soft); font-weight: 600; }
#details pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 12px/1.5 ui-monospace, monospace; }
#details button { font: inherit; border: 0; background: none; color: var(--mark); padding: 0;
  text-decoration: underline; cursor: pointer; }
@media (max-width: 800px) { main { flex-direction: column; }
  #details { width: auto; max-width: none; height: 40%; border-left: 0;
    border-top: 1px solid var(--line); } }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .name { text-anchor: middle; font-size: 11px; font-weight: 600; }
svg .time { fill: var(--soft); font-size: 11px; }
svg .end { text-anchor: end; }
svg .lane { stroke: var(--line); stroke-width: 2; }
svg .border { stroke: var(--mark); stroke-dasharray: 6 4; }
svg .arrow { stroke: var(--soft); fill: none; marker-end: url(#tip); pointer-events: none; }
svg .arrow.lost { stroke: var(--lost); stroke-dasharray: 4 3; }
svg .arrow.chosen { stroke: var(--mark); stroke-width: 2; }
svg .dot { fill: var(--ink); pointer-events: none; }
svg .dot.fire, svg .dot.command { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
svg .dot.crash { fill: var(--lost); }
svg .row { fill: transparent; cursor: pointer; }
svg .row + text, svg .row ~ text { pointer-events: none; }
svg g.found .row { fill: var(--found); }
svg g.chosen .row { fill: color-mix(in srgb, var(--mark) 18%, transparent); }
svg g.start, svg .arrow.start { opacity: 0.6; }
`;
