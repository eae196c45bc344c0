import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Diagram } from './diagram/diagram.js';
import { History } from './history/history.js';
import { NodeGrid } from './nodes/node-grid.js';
import { PageContext, type Page, type View } from './page.js';
import { Advice } from './panels/advice.js';
import { KeyHelp } from './panels/key-help.js';
import { Notices, PassingNotices } from './panels/notices.js';
import { Predicates } from './panels/predicates.js';
import { StepPanel } from './panels/step-panel.js';
import { Toolbar } from './panels/toolbar.js';
import type { Store } from './store.js';
import { keyed } from './travel.js';

const VIEW: View = { hidden: new Set(), order: [], theme: undefined };

/** The whole page. */
export function App({ store }: { readonly store: Store }) {
  const [state, setState] = useState(store.state);
  useEffect(() => store.listen(setState), [store]);
  const [view, setView] = useState(VIEW);
  const [hasHelp, setHelp] = useState(false);
  const page: Page = useMemo(
    () => ({
      state,
      view,
      send: (message) => store.send(message),
      setView: (change) => setView((before) => ({ ...before, ...change })),
      dismiss: (what) => store.dismiss(what),
      say: (text) => store.say(text),
    }),
    [state, view, store],
  );
  const newest = useRef(page);
  newest.current = page;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const done = keyed(newest.current, event);
      if (done === 'help') setHelp(true);
      if (done !== 'nothing') event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => {
    const { theme } = view;
    if (theme === undefined) document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
  }, [view.theme]);
  useDroppedTrace(page);
  useClosingMenus();
  useEffect(() => {
    if (state.system !== undefined) document.title = `${state.system.title} · labtest`;
  }, [state.system?.title]);
  return (
    <PageContext.Provider value={page}>
      <Toolbar />
      <Notices />
      <Advice />
      {state.system === undefined ? (
        <p class="opening" role="status">
          Opening…
        </p>
      ) : (
        <main data-moment={state.here?.id}>
          <Diagram />
          <NodeGrid />
          <aside class="rail" aria-label="Details">
            <StepPanel />
            <Predicates />
            <History />
          </aside>
        </main>
      )}
      <PassingNotices />
      {hasHelp && <KeyHelp onClose={() => setHelp(false)} />}
    </PageContext.Provider>
  );
}

/** Closes menus when something else is clicked, and on Escape. */
function useClosingMenus(): void {
  useEffect(() => {
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      const inside = event instanceof KeyboardEvent ? undefined : event.target;
      for (const menu of document.querySelectorAll<HTMLDetailsElement>('.menu[open]')) {
        if (inside instanceof Node && menu.contains(inside)) continue;
        menu.open = false;
      }
    };
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);
}

/** Opens a trace that is dropped onto the page. */
function useDroppedTrace({ send }: Page): void {
  useEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      void file.text().then((text) => send({ kind: 'open', name: file.name, text }));
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, [send]);
}
