import { type FaultProxy, startFaultProxy } from '@lectern/testing/fault-proxy';
import { z } from 'zod';
import { forkProgram } from './fork-program.ts';

const entry = new URL(import.meta.resolve('@lectern/local-model/main'));
const Ready = z.object({ url: z.string() });

/** The built-in model in a process of its own, as in real life, behind a proxy in this one that makes it slow or unwilling. */
export async function startModelBehindProxy(): Promise<FaultProxy> {
  const program = forkProgram(entry, { env: { LOCAL_MODEL_HOST: '127.0.0.1', LOCAL_MODEL_PORT: '0' } });
  try {
    const { url } = Ready.parse(await program.hear());
    const proxy = await startFaultProxy({ upstream: url });
    return {
      ...proxy,
      async close() {
        await proxy.close();
        await program.stop();
      },
    };
  } catch (error) {
    await program.stop();
    throw error;
  }
}
