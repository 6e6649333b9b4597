import { AppError } from '@lectern/contract';
import { type ChromaClient, ChromaNotFoundError, type Collection } from 'chromadb';
import { collectionName, hasPrefix } from './collection-name.ts';
import type { Connection } from './connection.ts';

export interface Collections {
  /** Runs `work` on the collection of `model`, which is made when it is not there. */
  within<T>(model: string, signal: AbortSignal, work: (collection: Collection) => Promise<T>): Promise<T>;
  /** Runs `work` on every collection of the installation, one after the other; models that nobody uses any more have some too. */
  withinEach<T>(signal: AbortSignal, work: (collection: Collection) => Promise<T>): Promise<T[]>;
}

const collectionsPerPage = 100;

export function createCollections(connection: Connection, prefix: string): Collections {
  const idByModel = new Map<string, string>();

  async function withKnown<T>(model: string, signal: AbortSignal, work: (collection: Collection) => Promise<T>) {
    const id = idByModel.get(model);
    if (id === undefined) return undefined;
    try {
      return { result: await connection.exchange(signal, (client) => work(client.collection(id))) };
    } catch (error) {
      if (!(error instanceof ChromaNotFoundError)) throw error;
      // The server lost its data, or somebody deleted the collection: another one has to be made.
      if (idByModel.get(model) === id) idByModel.delete(model);
      return undefined;
    }
  }

  return {
    async within(model, signal, work) {
      const known = await withKnown(model, signal, work);
      if (known) return known.result;
      try {
        return await connection.exchange(signal, async (client) => {
          const id = await getOrCreate(client, collectionName(prefix, model));
          idByModel.set(model, id);
          return work(client.collection(id));
        });
      } catch (error) {
        if (!(error instanceof ChromaNotFoundError)) throw error;
        idByModel.delete(model);
        throw new AppError('index_unavailable', undefined, { cause: error });
      }
    },
    async withinEach(signal, work) {
      const results = [];
      for (const id of await listIds(connection, prefix, signal)) {
        try {
          results.push(await connection.exchange(signal, (client) => work(client.collection(id))));
        } catch (error) {
          // It was deleted since it was listed, and what was in it too.
          if (!(error instanceof ChromaNotFoundError)) throw error;
        }
      }
      return results;
    },
  };
}

async function listIds(connection: Connection, prefix: string, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; offset += collectionsPerPage) {
    const page = await connection.exchange(signal, (client) => client.listCollections({ limit: collectionsPerPage, offset }));
    ids.push(...page.filter(({ name }) => hasPrefix(name, prefix)).map(({ id }) => id));
    if (page.length < collectionsPerPage) return ids;
  }
}

async function getOrCreate(client: ChromaClient, name: string): Promise<string> {
  const collection = await client.getOrCreateCollection({
    name,
    // Vectors come from us; without this the client looks for a package that downloads a model.
    embeddingFunction: null,
    configuration: { hnsw: { space: 'cosine' } },
  });
  return collection.id;
}
