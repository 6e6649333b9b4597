/** The value below which so many hundredths of them are; NaN of none. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * hundredths) / 100) - 1)] ?? Number.NaN;
}

/** For people: the middle, the slow ones, and the slowest. */
export function describeTimes(values: readonly number[]): string {
  return [50, 95, 99].map((hundredths) => `p${hundredths} ${percentile(values, hundredths).toFixed(0)} ms`).join(', ');
}
