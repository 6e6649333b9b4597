import type { z } from 'zod';

/** Environment variables by name, such as `process.env`. */
export type EnvSource = Readonly<Record<string, string | undefined>>;
/** Parts of a process's settings by name; each reads the variables it knows. */
export type EnvParts = Readonly<Record<string, z.ZodType>>;
/** The settings that the parts resolve to. */
export type EnvOf<P extends EnvParts> = { [K in keyof P]: z.output<P[K]> };

/** All that is wrong with the environment: one line each, without the values, which may be secrets. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads the parts from the environment; a variable that is set to nothing counts as not set.
 * @throws EnvError with every problem of every part.
 */
export function parseEnv<P extends EnvParts>(parts: P, source: EnvSource): EnvOf<P> {
  const variables = withoutBlanks(source);
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(parts)) {
    const parsed = schema.safeParse(variables, { error: explainMissing });
    if (parsed.success) settings[name] = parsed.data;
    else problems.push(...parsed.error.issues.map(toLine));
  }
  // Parts may share a variable; what is wrong with it is said once.
  if (problems.length > 0) throw new EnvError([...new Set(problems)]);
  return settings as EnvOf<P>;
}

/** `parseEnv` for a process that starts: prints every problem and exits with code 1. */
export function readEnv<P extends EnvParts>(parts: P, source: EnvSource): EnvOf<P> {
  try {
    return parseEnv(parts, source);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${describeEnvError(error)}\n`);
    process.exit(1);
  }
}

/** The problems as they are shown to people. */
export function describeEnvError(error: EnvError): string {
  return ['The settings need attention (.env.example explains them all):', ...error.problems.map((line) => `  ${line}`)].join('\n');
}

function withoutBlanks(source: EnvSource): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    const trimmed = value?.trim();
    if (trimmed) variables[name] = trimmed;
  }
  return variables;
}

function explainMissing(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is needed, and is not set' : undefined;
}

function toLine(issue: z.core.$ZodIssue): string {
  const name = issue.path.at(0);
  return name === undefined ? issue.message : `${String(name)}: ${issue.message}`;
}
