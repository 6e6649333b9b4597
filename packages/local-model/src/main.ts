import { readSettings } from './env.ts';
import { startLocalModel } from './start.ts';

const { host, port } = readSettings(process.argv.slice(2));

try {
  const model = await startLocalModel({ host, port, onLog: ({ path, error }) => error !== undefined && console.error(path, error) });
  let closing = false;
  const stop = () => {
    if (closing) return;
    closing = true;
    void model.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that dies without a word must not leave this process behind.
  process.once('disconnect', stop);
  process.send?.({ type: 'ready', url: model.url });
  console.log(`built-in model ready at ${model.url}`);
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  console.error(code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken: set LOCAL_MODEL_PORT to a free one.` : error);
  process.exit(1);
}
