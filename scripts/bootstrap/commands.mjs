import { verify } from './verify.mjs';

/**
 * @typedef {(program: string, args: string[], options?: { capture?: boolean }) => Promise<{ code: number, output: string }>} Run
 * @typedef {(context: { args: string[], root: string, run: Run }) => Promise<number>} Command resolves to the exit code
 */

// What Node says about its own features is for those who write the program, not for those who run it.
const quiet = '--disable-warning=ExperimentalWarning';

/** @type {Record<string, Command>} */
export const commands = {
  start: program('node', quiet, 'apps/standalone/src/main.ts'),
  migrate: program('node', quiet, 'apps/standalone/src/migrate.ts'),
  api: program('node', quiet, 'apps/api/src/main.ts'),
  worker: program('node', quiet, 'apps/worker/src/main.ts'),
  test: program('vitest', 'run'),
  verify,
  bench: program('node', quiet, 'infra/bench/src/main.ts'),
};

/**
 * @param {string} name
 * @param {...string} first arguments before those of the person
 * @returns {Command}
 */
function program(name, ...first) {
  return async ({ args, run }) => (await run(name, [...first, ...args])).code;
}
