/** A day: more would be a mistake of the provider. */
const longestMs = 24 * 60 * 60 * 1_000;

/**
 * Milliseconds until a request makes sense again: `retry-after-ms`, else `retry-after` (seconds or a date), else
 * `x-ratelimit-reset-requests` and `-tokens`. Undefined when nothing is said.
 */
export function readRetryAfterMs(headers: Headers | undefined, now = Date.now()): number | undefined {
  if (!headers) return undefined;
  const ms =
    readNumber(headers.get('retry-after-ms')) ??
    readSeconds(headers.get('retry-after')) ??
    readDate(headers.get('retry-after'), now) ??
    readResets(headers);
  return ms === undefined ? undefined : Math.ceil(Math.min(Math.max(ms, 0), longestMs));
}

/**
 * Requests and tokens have windows of their own, at Groq a day and a minute. The one that is used up counts; where neither
 * says so the nearer one, for too late is sure and too early only costs another 429.
 */
function readResets(headers: Headers): number | undefined {
  const windows = readWindows(headers);
  return longestUsedUp(windows) ?? (windows.length > 0 ? Math.min(...windows.map((window) => window.ms)) : undefined);
}

/** Milliseconds until there is room again, when an answer says in `x-ratelimit-remaining-*` that it was the last one. */
export function readUsedUpMs(headers: Headers): number | undefined {
  const ms = longestUsedUp(readWindows(headers));
  return ms === undefined ? undefined : Math.ceil(Math.min(ms, longestMs));
}

interface Window {
  ms: number;
  usedUp: boolean;
}

function readWindows(headers: Headers): Window[] {
  return ['requests', 'tokens'].flatMap((unit) => {
    const ms = readDuration(headers.get(`x-ratelimit-reset-${unit}`));
    return ms === undefined ? [] : [{ ms, usedUp: headers.get(`x-ratelimit-remaining-${unit}`) === '0' }];
  });
}

function longestUsedUp(windows: readonly Window[]): number | undefined {
  const usedUp = windows.filter((window) => window.usedUp);
  return usedUp.length > 0 ? Math.max(...usedUp.map((window) => window.ms)) : undefined;
}

function readNumber(value: string | null): number | undefined {
  return value !== null && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function readSeconds(value: string | null): number | undefined {
  const seconds = readNumber(value);
  return seconds === undefined ? undefined : seconds * 1_000;
}

function readDate(value: string | null, now: number): number | undefined {
  const at = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? undefined : at - now;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `2m59.56s`, `20ms`, or plain seconds. */
function readDuration(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(value)) return readSeconds(value);
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  );
}
