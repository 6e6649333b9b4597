/** Whether Postgres refused a row because there is one like it. Looks behind what the query builder wraps around errors. */
export function isDuplicate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '23505') || isDuplicate(error.cause);
}
