const ADVICE: readonly { pattern: RegExp; advice: string }[] = [
  { pattern: /no space left on device/i, advice: 'make room on the disk' },
  {
    pattern: /not compatible with this version|database files are incompatible/i,
    advice: 'start the version that made this data, or remove the data folder to begin anew',
  },
  {
    pattern: /error while loading shared libraries|not found \(required by|cannot run/i,
    advice: 'install the missing library, or use a Postgres server of your own',
  },
  {
    pattern: /shared memory|semaphore/i,
    advice: 'end other Postgres servers or raise the kernel limits that it names',
  },
  { pattern: /permission denied|read-only file system/i, advice: 'check who owns the data folder' },
];

/** One line for a Postgres program that ended unasked: its own reason, and what to do. */
export function explainPostgres(lastLines: readonly string[], folder: string): string {
  const reason = findReason(lastLines);
  const known = ADVICE.find(({ pattern }) => pattern.test(reason));
  return `Postgres stopped while starting in ${folder} (${reason}): ${known?.advice ?? 'see its log'}.`;
}

/** Why it could not have its port, as a system error code; undefined when it ended for another reason. */
export function portRefusal(lastLines: readonly string[]): 'EADDRINUSE' | 'EACCES' | undefined {
  const line = lastLines.find((text) => text.includes('could not bind'));
  if (line === undefined) return undefined;
  return line.includes('Permission denied') ? 'EACCES' : 'EADDRINUSE';
}

/** Whether processes of a killed server were still about to end. */
export function isFormerServerEnding(lastLines: readonly string[]): boolean {
  return lastLines.some((line) => /pre-existing shared memory block/i.test(line));
}

function findReason(lines: readonly string[]): string {
  const telling = lines.filter((line) => /\b(FATAL|PANIC|error):/i.test(line) || /cannot run/.test(line));
  const line = telling.at(-1) ?? lines.at(-1) ?? 'it printed nothing';
  return line.replace(/^.*?\b(?:FATAL|PANIC|error):\s*/i, '').replace(/[.\s]+$/, '');
}
