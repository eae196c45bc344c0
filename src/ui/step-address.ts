import type { Store } from './store.js';

/** `#step-12`: an address to share. */
export function addressOf(step: number): string {
  return `#step-${step}`;
}

/** Goes to the step that the page's address names, now and whenever the address changes. */
export function followAddress(store: Store): void {
  let isOpen = false;
  const go = (): void => {
    const step = Number(/^#step-(\d+)$/.exec(location.hash)?.[1]);
    if (store.state.entries.has(step)) store.send({ kind: 'travel', to: step });
  };
  addEventListener('hashchange', go);
  store.listen(({ here }) => {
    if (here === undefined || isOpen) return;
    isOpen = true;
    // The store notifies everybody of a change before it takes the next one.
    queueMicrotask(go);
  });
}
