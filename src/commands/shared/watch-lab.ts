import { watch } from 'chokidar';
import type { Interruption } from './interruption.js';

/** An editor may write several files, or one of them twice: one run is enough. */
const SETTLE_MS = 100;

/** Runs once, and again after every change below `folder`, until it is interrupted. */
export async function watchLab(
  folder: string,
  { signal, exitCode }: Interruption,
  run: () => Promise<number>,
): Promise<number> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file) =>
      /(^|[/\\])(node_modules|logs|\.git)([/\\]|$)/.test(file.slice(folder.length)),
  });
  let changed: (() => void) | undefined;
  let pending = false;
  watcher.on('all', () => {
    pending = true;
    changed?.();
  });
  signal.addEventListener('abort', () => changed?.(), { once: true });
  try {
    for (;;) {
      pending = false;
      const code = await run();
      if (signal.aborted) return code;
      process.stderr.write(`labtest: waiting for a change in ${folder} (Ctrl-C ends)\n`);
      if (!pending) {
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
        changed = undefined;
      }
      if (signal.aborted) return exitCode() ?? 0;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  } finally {
    await watcher.close();
  }
}
