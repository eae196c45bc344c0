/** `30.0 s`, `412 ms`, `2 min 05 s`: a length of time as a person reads it. */
export function seconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const whole = Math.floor(ms / 1000);
  if (whole < 120) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `1 234 567`: groups of three, separated by a no-break space whatever the locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** `1 seed`, `5 seeds`; give `plural` where adding an s is not enough */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `412 MB`, `1.3 GB` */
export function bytes(count: number): string {
  return count < 1e9 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
