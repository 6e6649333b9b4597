import { Interrupted } from './start-problem.ts';

/** One Ctrl-C reaches us up to three times: from the terminal, from npm, and from the script that npm runs. */
const sameKeyPressMs = 500;

export interface Interrupts {
  /** Aborts with Interrupted at the first signal. */
  signal: AbortSignal;
  /** Called at every further one. */
  onSecond: (() => void) | undefined;
}

/** Watches for Ctrl-C, SIGTERM and a terminal that closes. */
export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  const interrupts: Interrupts = { signal: controller.signal, onSecond: undefined };
  let lastAt = 0;

  function interrupt(name: NodeJS.Signals): void {
    const pressedAgain = performance.now() - lastAt > sameKeyPressMs;
    lastAt = performance.now();
    if (!controller.signal.aborted) controller.abort(new Interrupted(name));
    else if (pressedAgain) interrupts.onSecond?.();
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt(name));
  // Whoever read what we print is gone: a closed terminal, or `npm start | head`.
  process.stdout.on('error', () => controller.abort(new Interrupted('SIGHUP')));
  return interrupts;
}
