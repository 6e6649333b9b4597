import type { EnvSource } from '@lectern/config';
import type { Embedded } from './embedded.ts';

/** Where the embedded servers listen; only those are used that nothing replaces. */
export interface Addresses {
  database: string;
  vectors: string;
  model: string;
}

interface ChildSettings {
  variables: EnvSource;
  embedded: Embedded;
  dataFolder: { files: string; ownerToken: string };
}

/** What the built-in model answers to. Not imported from there: that would load its dictionaries into this process. */
export const builtInModels = { chat: 'lectern-local-1', embedding: 'lectern-local-embed-1' };

/** A stop is to be quick here: what does not finish within it is handed back to the queue, and done after the next start. */
const workerGraceMs = '3000';

/** The environment of API and worker: what the person set, and the addresses of what is embedded. */
export function childVariables({ variables, embedded, dataFolder }: ChildSettings, addresses: Addresses): EnvSource {
  return {
    ...variables,
    LECTERN_EDITION: 'standalone',
    LECTERN_FILES_DIR: dataFolder.files,
    LECTERN_OWNER_TOKEN: dataFolder.ownerToken,
    WORKER_GRACE_MS: variables.WORKER_GRACE_MS || workerGraceMs,
    // We talk to the API too.
    ...(variables.LECTERN_ALLOWED_HOSTS && { LECTERN_ALLOWED_HOSTS: `${variables.LECTERN_ALLOWED_HOSTS},127.0.0.1` }),
    ...(embedded.database && { DATABASE_URL: addresses.database, DATABASE_DIRECT_URL: undefined }),
    ...(embedded.vectors && { CHROMA_URL: addresses.vectors }),
    ...modelVariables(embedded, addresses.model),
  };
}

function modelVariables({ chat, embeddings }: Embedded, address: string): EnvSource {
  return {
    LECTERN_MODEL_BUILT_IN: String(chat),
    ...(chat && { OPENAI_BASE_URL: address, LECTERN_CHAT_MODEL: builtInModels.chat }),
    ...(embeddings && { LECTERN_EMBEDDING_MODEL: builtInModels.embedding }),
    ...(embeddings && !chat && { LECTERN_EMBEDDING_BASE_URL: address, LECTERN_EMBEDDING_API_KEY: undefined }),
  };
}
