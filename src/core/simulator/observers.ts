import type { SimulationObserver } from './observer.js';

type Told = keyof SimulationObserver;

const TOLD: readonly Told[] = [
  'onAdd',
  'onCrash',
  'onSend',
  'onSet',
  'onDeliver',
  'onActing',
  'onDrop',
  'onFire',
  'onCommand',
  'onResult',
  'onStepped',
  'onRunning',
  'onNetwork',
  'onWarning',
  'onLog',
];

/**
 * One observer that forwards everything to these, in order; undefined if there are none. It has
 * only methods that at least one of them has: an event without listeners costs nothing.
 */
export function composeObservers(
  observers: readonly SimulationObserver[],
): SimulationObserver | undefined {
  if (observers.length < 2) return observers[0];
  const composed: Partial<Record<Told, (...told: never[]) => void>> = {};
  for (const name of TOLD) {
    const listeners = observers.filter((observer) => observer[name] !== undefined);
    if (listeners.length === 0) continue;
    composed[name] = (...told) => {
      for (const listener of listeners) {
        (listener[name] as (...told: never[]) => void).call(listener, ...told);
      }
    };
  }
  return composed;
}

/** Whether an observer sees messages or timers, which it may keep. */
export function seesData(observer: SimulationObserver | undefined): boolean {
  if (observer === undefined) return false;
  const { onSend, onSet, onDeliver, onDrop, onFire } = observer;
  return [onSend, onSet, onDeliver, onDrop, onFire].some((method) => method !== undefined);
}
