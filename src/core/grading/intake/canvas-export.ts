import { isArchive } from './source.js';

/** What Canvas puts into the name of each file of "Download Submissions". */
export interface CanvasName {
  readonly student: string;
  readonly isLate: boolean;
  readonly userId: string;
  /** Of this upload. */
  readonly uploadId: number;
  /** The file as the student called it. */
  readonly file: string;
  /** 0, or how many times it had been handed in before. */
  readonly attempt: number;
}

const NAME = /^([^_]+)_(LATE_)?(\d+)_(\d+)_(.+)$/;
/** Canvas writes the number of the attempt before the ending: `lab-1.zip`. */
const ATTEMPT = /-(\d{1,3})(?=(\.[A-Za-z]+){0,2}$)/;

/** `smithjane_LATE_412_99871_lab-1.zip`, taken apart; undefined for any other name. */
export function parseCanvasName(name: string): CanvasName | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, student = '', late, userId = '', uploadId = '', given = ''] = match;
  const attempt = Number(ATTEMPT.exec(given)?.[1] ?? 0);
  const file = attempt > 0 ? given.replace(ATTEMPT, '') : given;
  return {
    student,
    isLate: late !== undefined,
    userId,
    uploadId: Number(uploadId),
    file,
    attempt,
  };
}

/**
 * Of everything one student uploaded: the newest archive, or the newest of each loose file. Canvas
 * keeps earlier attempts beside later ones.
 */
export function newestUploads<T extends { readonly parsed: CanvasName }>(
  uploads: readonly T[],
): { readonly counted: readonly T[]; readonly older: readonly T[] } {
  const byAge = [...uploads].sort(
    ({ parsed: a }, { parsed: b }) => b.attempt - a.attempt || b.uploadId - a.uploadId,
  );
  const archive = byAge.find(({ parsed }) => isArchive(parsed.file));
  const seen = new Set<string>();
  const counted =
    archive !== undefined
      ? [archive]
      : byAge.filter(({ parsed: { file } }) => !seen.has(file) && seen.add(file));
  return { counted, older: byAge.filter((upload) => !counted.includes(upload)) };
}
