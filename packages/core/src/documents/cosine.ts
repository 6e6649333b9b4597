/** Cosine similarity of two vectors, -1 to 1; 0 when they are of different length or one is zero. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 0;
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const norm = Math.sqrt(squareA * squareB);
  return norm === 0 ? 0 : dot / norm;
}
