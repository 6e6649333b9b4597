/** Of unit length, so that a product is the cosine; undefined for what has no direction. */
export function unitVector(values: readonly number[] | null | undefined): Float32Array | undefined {
  const unit = Float32Array.from(values ?? []);
  const length = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) return undefined;
  for (const [at, value] of unit.entries()) unit[at] = value / length;
  return unit;
}

/** Cosine similarity of two unit vectors; 0 when one is unknown or they are of different length. */
export function similarity(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return 0;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
