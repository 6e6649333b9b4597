import { Refusal } from './refusal.mjs';

/** The checks that need no running service, quickest first. */
const checks = [
  { name: 'format', program: 'oxfmt', args: ['--check'] },
  { name: 'lint', program: 'oxlint', args: [] },
  { name: 'unused', program: 'knip', args: [] },
  { name: 'boundaries', program: 'depcruise', args: ['apps', 'packages', 'infra', 'samples'] },
  { name: 'types', program: 'turbo', args: ['run', 'typecheck', '--output-logs=errors-only'] },
];

/**
 * `npm run verify`: all checks, or those named. A failed one does not keep the others from running.
 * @type {import('./commands.mjs').Command}
 */
export async function verify({ args, run }) {
  const unknown = args.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) throw new Refusal(`There is no check "${unknown[0]}": there are ${checks.map(({ name }) => name).join(', ')}.`);
  const chosen = checks.filter(({ name }) => args.length === 0 || args.includes(name));
  let failed = 0;
  for (const { name, program, args: checkArgs } of chosen) {
    const startedAt = performance.now();
    const { code, output } = await run(program, checkArgs, { capture: true });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)}  ${seconds} s\n`);
    if (code === 0) continue;
    failed += 1;
    process.stdout.write(`${output.trimEnd()}\n\n`);
    // Ended by a signal: the person wants to stop, not to see the rest fail.
    if (code > 128) return code;
  }
  return failed === 0 ? 0 : 1;
}
