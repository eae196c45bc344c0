/** For {@link MachineLimit}: somebody killed a process, or the system did for lack of memory. */
export const KILLED = 'a process that it needs was killed';

/** What a machine may fail to give, by the error codes and words of systems and Node. */
const LACKS: readonly (readonly [words: RegExp, lack: string])[] = [
  [/ERR_LABTEST_KILLED|a process that it needs was killed/, KILLED],
  [/EMFILE|too many open files/i, 'too few open files (ulimit -n)'],
  [/ENFILE/, 'the whole machine has run out of open files'],
  [
    /EAGAIN|pthread_create|uv_thread_create|ERR_WORKER_INIT_FAILED/,
    'too few processes or threads (ulimit -u)',
  ],
  [/Resource temporarily unavailable/, 'too few processes or threads (ulimit -u)'],
  [/^The service is no|^The service was stopped$/, KILLED],
  [/ENOMEM|Failed to reserve virtual memory|Fatal process OOM in/, 'too little memory (ulimit -v)'],
];

/** What the machine did not give, if a text from the system or Node says so. */
export function lackIn(text: string): string | undefined {
  return LACKS.find(([words]) => words.test(text))?.[1];
}

/** What the machine did not give, if that is what an error is about. */
export function lackOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  if (typeof code === 'string') return lackIn(code);
  return typeof message === 'string' && ESBUILD_GONE.test(message) ? lackIn(message) : undefined;
}

/** How esbuild says that its process could not start, or was ended. */
const ESBUILD_GONE = /^The service (?:was stopped|is no longer running)/;

/**
 * The machine does not give the harness what it needs: files, processes, threads, memory. Nobody's
 * code is at fault, so it is never a verdict; the run ends with the results it has.
 */
export class MachineLimit extends Error {
  readonly lack: string;
  constructor(lack: string) {
    super(`labtest cannot continue on this machine: ${lack}`);
    this.name = 'MachineLimit';
    this.lack = lack;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would exceed the limit on file size (ulimit -f)',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a file is where the folder should be',
  EISDIR: 'it is a folder',
  EIO: 'the disk or terminal does not answer',
};

/** Why something could not be written, in words: `the disk is full`. */
export function whyUnwritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : (lackIn(code) ?? WORDS[code])) ?? message;
}

/** A system's error codes for a place that is not writable, or is full. */
const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'];

/** Which file or folder the system refused, and why; `undefined` if something else failed. */
export function refusedPlace(error: unknown): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  return path !== undefined && REFUSALS.includes(code) ? `${path}: ${WORDS[code]}` : undefined;
}
