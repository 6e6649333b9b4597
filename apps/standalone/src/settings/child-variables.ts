import type { EnvSource } from '@lectern/config';
import type { Embedded } from './embedded.ts';

/** Where the embedded servers listen; only those are used that nothing replaces. */
export interface Addresses {
  database: string;
  vectors: string;
  model: string;
}

/** What API and worker need of the data folder. */
export interface FolderSettings {
  files: string;
  ownerToken: string;
  secret: string;
}

interface ChildSettings {
  variables: EnvSource;
  embedded: Embedded;
  dataFolder: FolderSettings;
}

/** What the built-in model answers to. Not imported from there: that would load its dictionaries into this process. */
export const builtInModels = { chat: 'lectern-local-1', embedding: 'lectern-local-embed-1' };

/** A stop is to be quick here: what does not finish within it is handed back to the queue, and done after the next start. */
const workerGraceMs = '3000';

/**
 * A service that faces the internet has to share itself out; here a person at the machine waits for their own work. So these only
 * stop a program that runs wild. `npm start -- *.pdf` sends the files one after the other as fast as the disk takes them, asks for
 * questions of each, and looks at their jobs fifty times a second (3,000 a minute) beside whatever else looks. Who is not signed in
 * may be anybody, and is held to what is usual.
 */
const ratesPerMinute = {
  LECTERN_RATE_DEFAULT: '1200',
  LECTERN_RATE_UPLOAD: '6000',
  LECTERN_RATE_MODEL: '6000',
  LECTERN_RATE_POLL: '12000',
  LECTERN_RATE_SITTING: '6000',
};

/** The environment of API and worker: what the person set, and the addresses of what is embedded. */
export function childVariables({ variables, embedded, dataFolder }: ChildSettings, addresses: Addresses): EnvSource {
  return {
    ...variables,
    LECTERN_EDITION: 'standalone',
    LECTERN_FILES_DIR: dataFolder.files,
    LECTERN_OWNER_TOKEN: dataFolder.ownerToken,
    LECTERN_SECRET: variables.LECTERN_SECRET || dataFolder.secret,
    ...withDefaults(variables, ratesPerMinute),
    WORKER_GRACE_MS: variables.WORKER_GRACE_MS || workerGraceMs,
    // We talk to the API too.
    ...(variables.LECTERN_ALLOWED_HOSTS && { LECTERN_ALLOWED_HOSTS: `${variables.LECTERN_ALLOWED_HOSTS},127.0.0.1` }),
    ...(embedded.database && { DATABASE_URL: addresses.database, DATABASE_DIRECT_URL: undefined }),
    ...(embedded.vectors && { CHROMA_URL: addresses.vectors }),
    ...modelVariables(embedded, addresses.model),
  };
}

/** What the person set, and the rest as it is here. */
function withDefaults(variables: EnvSource, defaults: Readonly<Record<string, string>>): EnvSource {
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, variables[name] || value]));
}

function modelVariables({ chat, embeddings }: Embedded, address: string): EnvSource {
  return {
    LECTERN_MODEL_BUILT_IN: String(chat),
    ...(chat && { OPENAI_BASE_URL: address, LECTERN_CHAT_MODEL: builtInModels.chat }),
    ...(embeddings && { LECTERN_EMBEDDING_MODEL: builtInModels.embedding }),
    ...(embeddings && !chat && { LECTERN_EMBEDDING_BASE_URL: address, LECTERN_EMBEDDING_API_KEY: undefined }),
  };
}
