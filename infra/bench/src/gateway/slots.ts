/** Does so many things at once at the most; the others wait in line. */
export function createSlots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const line: (() => void)[] = [];

  async function enter(): Promise<void> {
    if (free === 0) return new Promise((resolve) => line.push(resolve));
    free -= 1;
  }

  /** Whoever is next takes the slot over, so that nobody else can slip in between. */
  function leave(): void {
    const next = line.shift();
    if (next) next();
    else free += 1;
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
