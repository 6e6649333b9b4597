/** One measured figure beside its target. */
export interface Figure {
  what: string;
  measured: string;
  target: string;
  held: boolean;
}

const noTarget = 'none';

export function below(what: string, value: number | undefined, limit: number, unit: string, digits = 1): Figure {
  const held = value !== undefined && value < limit;
  return {
    what,
    measured: value === undefined ? 'not measurable here' : `${value.toFixed(digits)} ${unit}`,
    target: `< ${limit} ${unit}`,
    held,
  };
}

/** A count or a ratio that may reach its limit. `unit` stands behind both, with its blank where it wants one. */
export function atMost(what: string, value: number, limit: number, { unit = '', digits = 0 } = {}): Figure {
  return { what, measured: value.toFixed(digits) + unit, target: `<= ${limit.toFixed(digits)}${unit}`, held: value <= limit };
}

/** A ratio that must not be less. `unit` as above. */
export function atLeast(what: string, value: number, limit: number, { unit = '', digits = 0 } = {}): Figure {
  return { what, measured: value.toFixed(digits) + unit, target: `>= ${limit.toFixed(digits)}${unit}`, held: value >= limit };
}

/** All of them or it is missed. */
export function allOf(what: string, count: number, all: number): Figure {
  return { what, measured: `${count}`, target: `${all}`, held: count === all };
}

/** What nobody promised anything about. */
export function withoutTarget(what: string, measured: string): Figure {
  return { what, measured, target: noTarget, held: true };
}

/** What could not be measured counts as missed, and does not keep the rest from being measured. */
export async function figuresOf(what: string, measure: () => Promise<Figure[]>): Promise<Figure[]> {
  try {
    return await measure();
  } catch (error) {
    console.error(`${what}:`, error);
    return [{ what, measured: 'broke off', target: 'to be measured', held: false }];
  }
}

export function printReport(machine: string, figures: readonly Figure[]): void {
  const width = (key: 'what' | 'measured' | 'target'): number => Math.max(key.length, ...figures.map((figure) => figure[key].length));
  const line = (what: string, measured: string, target: string, held: string): string =>
    [what.padEnd(width('what')), measured.padStart(width('measured')), target.padStart(width('target')), held].join('   ');
  console.log(`\n${machine}\n`);
  console.log(line('what', 'measured', 'target', ''));
  for (const { what, measured, target, held } of figures) console.log(line(what, measured, target, verdictOn(target, held)));
}

function verdictOn(target: string, held: boolean): string {
  if (target === noTarget) return '';
  return held ? 'held' : 'MISSED';
}
