import type { JSX } from 'preact';

/** What each sign of the diagram stands for. */
const SIGNS: readonly (readonly [what: string, drawn: JSX.Element])[] = [
  ['arrives', <path d="M1 3 15 9M9.5 9.8 15 9 11.4 4.8" />],
  ['lost', <path d="M1 6h8m-2.5-2.5 5 5m0-5-5 5" />],
  ['timer', <path d="M8 1.5 12.5 6 8 10.5 3.5 6z" />],
  ['command', <circle cx="8" cy="6" r="4" />],
  ['crash', <path class="is-bad" d="m3.5 1.5 9 9m0-9-9 9" />],
  ['breaks a rule', <circle class="is-bad" cx="8" cy="6" r="4.8" />],
  ['likely cause', <circle class="is-cause" cx="8" cy="6" r="4.8" />],
  ['goal', <circle class="is-good" cx="8" cy="6" r="4.8" />],
];

/** The signs of the diagram, below it. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {SIGNS.map(([what, drawn]) => (
        <li key={what}>
          <svg width="16" height="12" aria-hidden="true">
            {drawn}
          </svg>
          {what}
        </li>
      ))}
    </ul>
  );
}
