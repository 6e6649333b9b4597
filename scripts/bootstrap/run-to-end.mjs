import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Refusal } from './refusal.mjs';

// npm, told to end, ends its shell and leaves us behind: then nobody waits for us any more.
const parentCheckMs = 500;

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program until it ends. It decides itself what a signal means to it: those that reach us are passed on, and we stay
 * until it is gone. From a terminal's Ctrl-C it may get SIGINT more than once: from the terminal, from npm and from here.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, capture: boolean }} options
 * @returns {Promise<{ code: number, output: string }>} code: 128 + signal where it ended by one, as in a shell
 */
export function runToEnd(program, args, { cwd, env, capture }) {
  const child = spawn(program, args, { cwd, env, stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  const pass = forwarded.map((signal) => /** @type {const} */ ([signal, () => void child.kill(signal)]));
  for (const [signal, listener] of pass) process.on(signal, listener);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, parentCheckMs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));

  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearInterval(watch);
      reject(new Refusal(`${program} cannot be run: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      clearInterval(watch);
      for (const [name, listener] of pass) process.off(name, listener);
      resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], output });
    });
  });
}
