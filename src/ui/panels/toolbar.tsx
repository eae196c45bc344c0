import { usePage } from '../page.js';
import { branchOf } from '../state.js';
import { DriveMenu } from './drive-menu.js';
import { SaveMenu } from './save-menu.js';
import { stepBy, undo } from '../travel.js';

/** The name of what is shown, and what can be done to all of it. */
export function Toolbar() {
  const page = usePage();
  const { state, view, setView, send } = page;
  const { system, here, entries } = state;
  const branch = branchOf(state);
  const at = branch.findIndex(({ id }) => id === here?.id) + 1;
  const isFirst = entries.get(here?.id ?? 0)?.parent === undefined;
  return (
    <header class="toolbar">
      <h1>
        <span class="brand">labtest</span> {system?.title ?? 'debug'}
      </h1>
      {system !== undefined && system.stages.length > 0 && (
        <label class="stages">
          <span class="sr-only">Where to start</span>
          <select
            value={String(system.stage ?? 0)}
            onChange={(event) => {
              send({ kind: 'stage', index: Number(event.currentTarget.value) });
            }}
          >
            {system.stages.map(({ name }, i) => (
              <option key={i} value={String(i)}>
                {i + 1}. {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {system !== undefined && (
        <div class="travel" role="group" aria-label="Travel">
          <button title="Back (p, ←)" disabled={isFirst} onClick={() => stepBy(page, -1)}>
            ‹<span class="sr-only"> back</span>
          </button>
          <span class="position" role="status">
            {at} <span class="of">of {branch.length}</span>
          </span>
          <button
            title="Forward (n, →)"
            disabled={at >= branch.length}
            onClick={() => stepBy(page, 1)}
          >
            ›<span class="sr-only"> on</span>
          </button>
          {system.can.step && (
            <button title="Undo (u)" disabled={isFirst} onClick={() => undo(page)}>
              Undo
            </button>
          )}
        </div>
      )}
      <span class="spacer" />
      <DriveMenu />
      <SaveMenu />
      <button
        class="theme"
        title="Light or dark"
        onClick={() => setView({ theme: isDark(view.theme) ? 'light' : 'dark' })}
      >
        ◐<span class="sr-only"> Light or dark</span>
      </button>
    </header>
  );
}

function isDark(theme: 'light' | 'dark' | undefined): boolean {
  if (theme !== undefined) return theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
