import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chatModel, embeddingModel } from '@lectern/local-model';

interface Provider {
  /** Limits are counted under it: another name begins with empty windows. */
  name: string;
  baseUrl: string;
  /** Their secrets; each is a limit group of its own. Absent: a server that asks for none. */
  keys?: readonly string[];
  requestsPerMinute?: number;
}

/** Configures the gateway as people do, with the built-in model for everything. Answers with the file's path. */
export async function writeProvidersFile(folder: string, { name, baseUrl, keys, requestsPerMinute }: Provider): Promise<string> {
  const provider = {
    name,
    kind: 'local-model',
    base_url: baseUrl,
    keys: keys?.map((key) => ({ name: key, key })),
    ...(requestsPerMinute !== undefined && { limits: { requests_per_minute: requestsPerMinute } }),
  };
  const file = {
    providers: [provider],
    chat: [{ provider: name, model: chatModel }],
    embeddings: [{ provider: name, model: embeddingModel }],
  };
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify(file));
  return path;
}
