/** A version as an `ETag`. */
export function etagOf(version: string): string {
  return `"${version}"`;
}

/** Whether an `If-None-Match` names this version: a list, perhaps of weak tags, or `*`. */
export function matchesEtag(ifNoneMatch: string, version: string): boolean {
  const tag = etagOf(version);
  return ifNoneMatch.split(',').some((candidate) => {
    const trimmed = candidate.trim();
    return trimmed === '*' || trimmed.replace(/^W\//, '') === tag;
  });
}
