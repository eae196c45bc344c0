/** Log levels, lowest first; a record is shown if its level is at least the chosen one. */
export const LOG_LEVELS = [
  'ALL',
  'FINEST',
  'FINER',
  'FINE',
  'CONFIG',
  'INFO',
  'WARNING',
  'SEVERE',
  'OFF',
] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The rank of a level: ALL is 0, OFF is 8. */
export function levelRank(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level);
}

/** A text, or a function that makes it, called only if the record is shown. */
export type LogText = string | (() => string);

/** Where a logger's records go: the rank below which nothing is shown, and the sink. */
export interface LogSink {
  readonly threshold: number;
  write(level: LogLevel, text: string): void;
}

/** A node's logger: `this.log.info('became leader')`. */
export class Logger {
  readonly #sink: () => LogSink | undefined;

  /** @internal */
  constructor(sink: () => LogSink | undefined) {
    this.#sink = sink;
  }

  severe(text: LogText): void {
    this.#write('SEVERE', text);
  }
  warning(text: LogText): void {
    this.#write('WARNING', text);
  }
  info(text: LogText): void {
    this.#write('INFO', text);
  }
  config(text: LogText): void {
    this.#write('CONFIG', text);
  }
  fine(text: LogText): void {
    this.#write('FINE', text);
  }
  finer(text: LogText): void {
    this.#write('FINER', text);
  }
  finest(text: LogText): void {
    this.#write('FINEST', text);
  }

  #write(level: LogLevel, text: LogText): void {
    const sink = this.#sink();
    if (sink === undefined || levelRank(level) < sink.threshold) return;
    sink.write(level, typeof text === 'function' ? String(text()) : String(text));
  }
}
