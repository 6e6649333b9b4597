import type { CallOptions, Client } from './client.ts';

let requests = 0;

/**
 * The same client, each of whose requests comes from another address: of an API that trusts this machine as its proxy
 * (`LECTERN_TRUSTED_PROXIES`). For tests that sign in more often than anybody may from one.
 */
export function fromAnywhere(client: Client): Client {
  function moved(options: CallOptions = {}): CallOptions {
    requests += 1;
    return { ...options, headers: { 'x-forwarded-for': `10.0.${requests >> 8}.${requests & 255}`, ...options.headers } };
  }
  return {
    call: (name, options) => client.call(name, moved(options)),
    refuse: (name, options) => client.refuse(name, moved(options)),
    fetch: (name, options) => client.fetch(name, moved(options)),
  };
}
