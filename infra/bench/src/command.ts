import type { Figure } from './report.ts';

/** One benchmark: what stands behind `npm run bench --`. */
export interface Command {
  /** For the help: how it is called, then what it measures, in lines of at most 100 characters. */
  help: string;
  /** What was measured; targets that were missed are among it. Errors: UsageError, and whatever kept it from measuring. */
  run(args: readonly string[]): Promise<Figure[]>;
}

/** The arguments make no sense; `message` says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The one that was asked for, or all of them where none was. */
export function chooseFrom<const Name extends string>(option: string, names: readonly Name[], wanted: string | undefined): readonly Name[] {
  if (wanted === undefined) return names;
  const chosen = names.find((name) => name === wanted);
  if (chosen === undefined) throw new UsageError(`${option} must be one of ${names.join(', ')}`);
  return [chosen];
}
