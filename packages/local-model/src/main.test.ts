import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const started = fork(entry, { env: { LOCAL_MODEL_PORT: '0' }, silent: true });
  child = started;
  const [message] = (await once(started, 'message')) as [{ url: string }];
  return { child: started, url: message.url };
}

test('as a process it tells its parent where it listens, and SIGTERM ends it cleanly', async () => {
  const running = await start();
  expect((await fetch(`${running.url}/models`)).status).toBe(200);
  running.child.kill('SIGTERM');
  expect(await once(running.child, 'exit')).toEqual([0, null]);
});

test('it ends when its parent is gone', async () => {
  const running = await start();
  running.child.disconnect();
  expect(await once(running.child, 'exit')).toEqual([0, null]);
});

test('wrong settings are named in one line each, without a stack trace', async () => {
  const refused = spawn(process.execPath, [entry], { env: { LOCAL_MODEL_PORT: 'nine', LOCAL_MODEL_HOST: '' } });
  child = refused;
  let output = '';
  refused.stderr.on('data', (data: Buffer) => (output += data.toString()));
  expect(await once(refused, 'close')).toEqual([1, null]);
  expect(output).toMatch(/LOCAL_MODEL_PORT/u);
  expect(output).toMatch(/LOCAL_MODEL_HOST/u);
  expect(output).not.toMatch(/\n\s+at .*:\d+/u);
});
