/** One measured figure beside its target. */
export interface Figure {
  what: string;
  measured: string;
  target: string;
  held: boolean;
}

export function atMost(what: string, value: number | undefined, limit: number, unit: string): Figure {
  const held = value !== undefined && value < limit;
  return {
    what,
    measured: value === undefined ? 'not measurable here' : `${value.toFixed(1)} ${unit}`,
    target: `< ${limit} ${unit}`,
    held,
  };
}

export function printReport(machine: string, figures: readonly Figure[]): void {
  const width = (key: 'what' | 'measured' | 'target'): number => Math.max(key.length, ...figures.map((figure) => figure[key].length));
  const line = (what: string, measured: string, target: string, held: string): string =>
    [what.padEnd(width('what')), measured.padStart(width('measured')), target.padStart(width('target')), held].join('   ');
  console.log(`\n${machine}\n`);
  console.log(line('what', 'measured', 'target', ''));
  for (const { what, measured, target, held } of figures) console.log(line(what, measured, target, held ? 'held' : 'MISSED'));
}
