import { join } from 'node:path';
import type { Models } from '@lectern/core';
import { createGateway, createLimitStore, readGatewayConfig } from '@lectern/llm';
import { startLocalModel } from '@lectern/local-model';
import type { QueueConfig } from '@lectern/queue';
import { type FaultProxy, type FaultProxyOptions, startFaultProxy } from '@lectern/testing/fault-proxy';
import { type TestProviders, writeProviders } from './test-providers.ts';

/** The built-in model behind any number of providers, which may fail. */
export interface TestModels {
  /** The path for `LECTERN_PROVIDERS_FILE`. */
  providersFile: string;
  /** Puts these into the file; without any the built-in model is the only one. Resolves to what asks them in this process. */
  use(providers?: TestProviders): Promise<Models>;
  /** Starts a proxy in front of the built-in model that fails as it is told. */
  startProxy(script?: FaultProxyOptions['script']): Promise<FaultProxy>;
  close(): Promise<void>;
}

/** The file is kept in `folder`, limits where the queue is. */
export async function startTestModels(folder: string, queue: QueueConfig): Promise<TestModels> {
  const model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  const limits = createLimitStore(queue, () => {});
  const proxies: FaultProxy[] = [];
  const providersFile = join(folder, 'providers.json');
  return {
    providersFile,
    async use(providers = { chat: [{ name: 'built-in', url: model.url }] }) {
      await writeProviders(providersFile, model.url, providers);
      return createGateway(readGatewayConfig({ providersFile }), limits);
    },
    async startProxy(script = []) {
      const proxy = await startFaultProxy({ upstream: model.url, script });
      proxies.push(proxy);
      return proxy;
    },
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await limits.close();
      await model.close();
    },
  };
}
