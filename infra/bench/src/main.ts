import { type Command, UsageError } from './command.ts';
import { gateway } from './gateway/command.ts';
import { grading } from './grading/command.ts';
import { describeMachine } from './machine.ts';
import { mainJob } from './main-job/command.ts';
import { questions } from './questions/command.ts';
import { polling } from './polling/command.ts';
import { printReport } from './report.ts';
import { sitting } from './sitting/command.ts';

const commands = new Map<string | undefined, Command>([
  ['main', mainJob],
  ['gateway', gateway],
  ['questions', questions],
  ['polling', polling],
  ['sitting', sitting],
  ['grading', grading],
]);

const help = `Usage: npm run bench -- [command] [options] [files]

Measures Lectern with its built-in model on this machine, and prints each figure beside its target.
Without a command it is \`main\`. All runs in folders and on ports of their own.

${[...commands.values()].map((command) => command.help).join('\n\n')}

Exits with 1 when a target is missed, and with 2 when the arguments make no sense.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(help);
    return 0;
  }
  const named = commands.get(args[0]);
  const machine = describeMachine();
  try {
    const figures = await (named ?? mainJob).run(named ? args.slice(1) : args);
    printReport(machine, figures);
    return figures.every(({ held }) => held) ? 0 : 1;
  } catch (error) {
    const usage = readUsageProblem(error);
    if (usage === undefined) throw error;
    console.error(`${usage}\n\n${help}`);
    return 2;
  }
}

/** Ours, or what Node says about options that do not exist. */
function readUsageProblem(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  const ofNode = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return ofNode ? error.message : undefined;
}
