import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Embedder } from '../embedding/embed.ts';
import { ApiError } from './api-error.ts';
import { type ChatDeps, postChatCompletion } from './chat-route.ts';
import { postEmbeddings } from './embeddings-route.ts';
import { chatModel, embeddingModel, listModels } from './models.ts';

/** A request that is over, for a log. */
export interface LogEntry {
  method: string;
  path: string;
  status: number;
  durationMs: number;
  /** Only for status 500. */
  error?: unknown;
}

interface AppDeps extends ChatDeps {
  embedder: Embedder;
  onLog: (entry: LogEntry) => void;
}

/** A batch of 2,048 passages of a page each stays below this. */
const maxBodyBytes = 16 * 1024 * 1024;
const tooLarge = new ApiError(413, 'request_too_large', `The request body is larger than ${maxBodyBytes / 1024 / 1024} MB.`);

/** The routes of OpenAI's API that Lectern uses. Any key is accepted: the server listens on loopback. */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    deps.onLog({
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      durationMs: performance.now() - startedAt,
      ...(c.error && c.res.status === 500 && { error: c.error }),
    });
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: (c) => c.json(tooLarge.body(), 413) }));
  app.get('/v1/models', (c) => c.json(listModels()));
  app.get('/v1/models/:id', (c) => {
    const model = listModels().data.find(({ id }) => id === c.req.param('id'));
    if (!model)
      throw new ApiError(
        404,
        'model_not_found',
        `The model '${c.req.param('id')}' does not exist; there are '${chatModel}' and '${embeddingModel}'.`,
        'model',
      );
    return c.json(model);
  });
  app.post('/v1/chat/completions', (c) => postChatCompletion(c, deps));
  app.post('/v1/embeddings', (c) => postEmbeddings(c, deps.embedder));
  app.notFound((c) => c.json(new ApiError(404, 'not_found', `There is nothing at ${c.req.method} ${c.req.path}.`).body(), 404));
  app.onError((error) => {
    const known = error instanceof ApiError ? error : new ApiError(500, 'internal', 'The built-in model failed on this request.');
    return Response.json(known.body(), { status: known.status });
  });
  return app;
}
