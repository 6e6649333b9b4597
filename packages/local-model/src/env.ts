import { parseArgs } from 'node:util';
import { z } from 'zod';

const Env = z.object({
  LOCAL_MODEL_HOST: z.string().min(1).default('127.0.0.1'),
  LOCAL_MODEL_PORT: z.coerce.number().int().min(0).max(65_535).default(4_100),
});

interface Settings {
  host: string;
  port: number;
}

/** Settings from `--host`, `--port` or the environment; prints every problem and exits with 1. */
export function readSettings(args: readonly string[]): Settings {
  try {
    const { values } = parseArgs({ args: [...args], options: { host: { type: 'string' }, port: { type: 'string' } } });
    const env = {
      ...process.env,
      ...(values.host && { LOCAL_MODEL_HOST: values.host }),
      ...(values.port && { LOCAL_MODEL_PORT: values.port }),
    };
    const parsed = Env.safeParse(env);
    if (parsed.success) return { host: parsed.data.LOCAL_MODEL_HOST, port: parsed.data.LOCAL_MODEL_PORT };
    console.error(z.prettifyError(parsed.error));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(1);
}
