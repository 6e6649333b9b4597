/**
 * Runs one program and ends it when the process that started this guard is gone, however it went: its end of our
 * standard input closes with it, even on SIGKILL. Exits as the program did (same code or signal).
 *
 * Started as `node guard.ts <GuardedProgram as JSON>`, in a process group of its own, so that Ctrl-C in a terminal
 * reaches the supervisor only, which alone decides in which order its servers end.
 */
import { spawn } from 'node:child_process';
import type { GuardedProgram } from './server-process.ts';

const [, , json = '{}'] = process.argv;
const program: GuardedProgram = JSON.parse(json);

const child = spawn(program.command, program.args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: program.env,
  cwd: program.cwd,
  ...(program.account && { uid: program.account.uid, gid: program.account.gid }),
});

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  child.kill(program.stopSignal);
  setTimeout(() => child.kill('SIGKILL'), program.graceMs);
}

process.stdin.on('error', stop).on('close', stop).resume();
process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);

child.on('error', (error) => {
  process.stderr.write(`cannot run ${program.command}: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
