const KEYS = [
  ['n  →', 'the next step of the branch'],
  ['p  ←', 'the previous step'],
  ['u', 'undo: the step that led here'],
  ['Home  End', 'the branch’s first and last step'],
  ['d', 'to the first thing that can be done'],
  ['↑ ↓ ← →', 'there: from one to the next, and to other nodes'],
  ['Enter', 'there: do it'],
  ['/', 'search the diagram; Enter for the next hit'],
  ['?', 'this help'],
] as const;

/** The keyboard shortcuts. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <dialog class="key-help" ref={(element) => element?.showModal()} onClose={onClose}>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([key, what]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <form method="dialog">
        <button class="primary">Close</button>
      </form>
    </dialog>
  );
}
