/** The largest sum of amounts in any window of `windowMs`, wherever it begins: `[x, x + windowMs)`. */
export function mostInWindow(events: readonly { at: number; amount?: number }[], windowMs: number): number {
  const sorted = events.toSorted((a, b) => a.at - b.at);
  let first = 0;
  let sum = 0;
  let most = 0;
  for (const event of sorted) {
    sum += event.amount ?? 1;
    for (let oldest = sorted[first]; oldest && oldest.at <= event.at - windowMs; oldest = sorted[first]) {
      sum -= oldest.amount ?? 1;
      first += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}
