/** What a class's marks come to. */
export interface ScoreStatistics {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly best: number;
  readonly least: number;
}

/** Undefined for no marks at all. */
export function scoreStatistics(totals: readonly number[]): ScoreStatistics | undefined {
  if (totals.length === 0) return undefined;
  const sorted = [...totals].sort((a, b) => a - b);
  const at = (index: number): number => sorted[Math.round(index)] ?? 0;
  const middle = (sorted.length - 1) / 2;
  return {
    count: totals.length,
    mean: totals.reduce((sum, total) => sum + total, 0) / totals.length,
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    best: at(sorted.length - 1),
    least: at(0),
  };
}
