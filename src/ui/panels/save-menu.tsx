import { usePage } from '../page.js';

const KINDS = [
  { as: 'trace', label: 'as a trace file' },
  { as: 'live', label: 'as a page that can be continued' },
  { as: 'html', label: 'as a page to read' },
  { as: 'mermaid', label: 'as a Mermaid diagram' },
  { as: 'regression', label: 'as a regression: replay expects this' },
] as const;

/** Saves the branch that leads here. */
export function SaveMenu() {
  const { state, send } = usePage();
  const can = state.system?.can.save ?? [];
  return (
    <details class="menu save">
      <summary>Save</summary>
      <div class="menu-body">
        {KINDS.filter(({ as }) => can.includes(as)).map(({ as, label }) => (
          <button
            key={as}
            onClick={(event) => {
              send({ kind: 'save', as });
              event.currentTarget.closest('details')?.removeAttribute('open');
            }}
          >
            {label}
          </button>
        ))}
        <label class="open-file">
          Open a trace…
          <input
            type="file"
            accept=".json"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file === undefined) return;
              void file.text().then((text) => send({ kind: 'open', name: file.name, text }));
            }}
          />
        </label>
      </div>
    </details>
  );
}
