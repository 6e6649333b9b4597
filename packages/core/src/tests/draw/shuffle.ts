import { createHash } from 'node:crypto';

/** A copy in another order. */
export type Shuffle = <T>(items: readonly T[]) => T[];

/**
 * Orders that follow from a seed: the same seed and purpose give the same ones, on every machine. `purpose` keeps them apart: how
 * the options of a question are shuffled does not depend on how many questions came before it.
 */
export function createShuffle(seed: string, purpose: string): Shuffle {
  const next = createNumbers(`${seed} ${purpose}`);
  return <T>(items: readonly T[]) =>
    items
      .map((item) => ({ item, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
}

/** The generator sfc32: unsigned 32-bit numbers. */
function createNumbers(seed: string): () => number {
  const hash = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), 1];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
