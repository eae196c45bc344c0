/** The 95 % confidence interval of the true failure rate; both ends in 0..1. */
export interface RateInterval {
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;
/** Halvings of [0, 1]: enough for a double. */
const HALVINGS_MAX = 60;

/**
 * The exact interval of Clopper and Pearson: the rates for which `failed` of `of` is not among the
 * 2.5 % rarest outcomes on either side. Unlike the usual approximations it is correct for small
 * numbers too: 0 of 5 says "up to 52 %".
 */
export function rateInterval(failed: number, of: number): RateInterval {
  return {
    low: failed === 0 ? 0 : solve((rate) => 1 - atMost(failed - 1, of, rate) - TAIL),
    high: failed === of ? 1 : solve((rate) => TAIL - atMost(failed, of, rate)),
  };
}

/** The zero of an increasing function on [0, 1]. */
function solve(growing: (rate: number) => number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS_MAX; i++) {
    const middle = (low + high) / 2;
    if (growing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability of at most `successes` in `of` independent draws, in logs for 0.99^4000. */
function atMost(successes: number, of: number, rate: number): number {
  if (rate <= 0) return 1;
  if (rate >= 1) return successes >= of ? 1 : 0;
  let logTerm = of * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= successes; k++) {
    logTerm += Math.log((of - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/**
 * `Failed on every seed tried (5)`, `Failed on 3 of 400 seeds: 1 in 645 to 1 in 46 of all seeds, by
 * these 400`
 */
export function describeRate(failed: number, of: number): string {
  if (failed === of) return `Failed on every seed tried (${of})`;
  const { low, high } = rateInterval(failed, of);
  const all = `${share(low)} to ${share(high)} of all seeds, by these ${of}`;
  return `Failed on ${failed} of ${of} seeds: ${all}`;
}

/** `1 in 46`, `7 in 10` */
function share(rate: number): string {
  if (rate < 0.5) return `1 in ${Math.round(1 / rate)}`;
  return rate < 0.95 ? `${Math.round(rate * 10)} in 10` : `${Math.round(rate * 100)} in 100`;
}
