import type { SimulationObserver } from './observer.js';

/** One observer that tells all of these, in order; undefined for none, which costs nothing. */
export function composeObservers(
  observers: readonly SimulationObserver[],
): SimulationObserver | undefined {
  if (observers.length < 2) return observers[0];
  return {
    onAdd: (...told) => observers.forEach((each) => each.onAdd?.(...told)),
    onCrash: (...told) => observers.forEach((each) => each.onCrash?.(...told)),
    onSend: (...told) => observers.forEach((each) => each.onSend?.(...told)),
    onSet: (...told) => observers.forEach((each) => each.onSet?.(...told)),
    onDeliver: (...told) => observers.forEach((each) => each.onDeliver?.(...told)),
    onDrop: (...told) => observers.forEach((each) => each.onDrop?.(...told)),
    onFire: (...told) => observers.forEach((each) => each.onFire?.(...told)),
    onCommand: (...told) => observers.forEach((each) => each.onCommand?.(...told)),
    onResult: (...told) => observers.forEach((each) => each.onResult?.(...told)),
    onStepped: (...told) => observers.forEach((each) => each.onStepped?.(...told)),
    onRunning: (...told) => observers.forEach((each) => each.onRunning?.(...told)),
    onNetwork: (...told) => observers.forEach((each) => each.onNetwork?.(...told)),
    onLog: (...told) => observers.forEach((each) => each.onLog?.(...told)),
  };
}
