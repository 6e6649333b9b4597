import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from './commands.mjs';
import { ensureInstalled } from './install.mjs';
import { Refusal } from './refusal.mjs';
import { runToEnd } from './run-to-end.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {string[]} argv the command and its arguments */
export async function main([name = '', ...args]) {
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new Refusal(`There is no command "${name}": use one of ${Object.keys(commands).join(', ')}.`);
    await ensureInstalled(root);
    process.exitCode = await command({ args, root, run });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.message) process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/**
 * Runs a program of node_modules/.bin, or the pinned Node, in the root folder.
 * @param {string} program
 * @param {string[]} args
 * @param {{ capture?: boolean }} [options] capture: keep the output back and return it
 */
function run(program, args, { capture = false } = {}) {
  const bin = join(root, 'node_modules', '.bin');
  return runToEnd(join(bin, program), args, {
    cwd: root,
    env: {
      ...process.env,
      PATH: [bin, process.env.PATH].join(delimiter),
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
    },
    capture,
  });
}
