import { choosePort } from '@lectern/embedded';
import { StartProblem } from '../start-problem.ts';

/**
 * The port that the API shall listen on: the wanted one, or a free one for 0.
 * @throws StartProblem when another program has it.
 */
export async function checkApiPort({ port }: { port: number }): Promise<number> {
  if (port === 0) return freePort();
  try {
    return await choosePort('Lectern', port);
  } catch (cause) {
    const advice = `Stop the program that uses it, or choose another one: LECTERN_PORT=${port + 1} npm start`;
    throw new StartProblem(`Port ${port} cannot be used. ${advice}`, { cause });
  }
}

/** A port on 127.0.0.1 that nobody uses right now. */
export function freePort(): Promise<number> {
  return choosePort('Lectern', undefined);
}
