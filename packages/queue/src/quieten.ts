const silenceMs = 10_000;

/**
 * A store that is down is noticed by every connection, several times a second: passes each message on once in 10 s.
 */
export function quieten(onError: (error: Error) => void): (error: Error) => void {
  const lastSeen = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    for (const [message, at] of lastSeen) if (now - at >= silenceMs) lastSeen.delete(message);
    if (lastSeen.has(error.message)) return;
    lastSeen.set(error.message, now);
    onError(error);
  };
}
