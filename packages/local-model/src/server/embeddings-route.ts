import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Embedder } from '../embedding/embed.ts';
import { countTokens } from '../tokens.ts';
import { ApiError, parseBody } from './api-error.ts';
import { embeddingDimensions, embeddingModel } from './models.ts';
import { readJson } from './read-json.ts';
import { requestSignal } from './request-signal.ts';

const Text = z.string().min(1, 'must not be empty');

const EmbeddingsRequest = z.object({
  model: z.string(),
  input: z.union([Text, z.array(Text).min(1).max(2_048)], 'must be a non-empty string or 1 to 2,048 of them'),
  dimensions: z.int().min(8).max(4_096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** After so many texts others get their turn: about 20 ms of work. */
const textsPerTurn = 16;

function encode(vector: Float32Array, format: 'float' | 'base64'): number[] | string {
  return format === 'float' ? [...vector] : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

/** `POST /v1/embeddings`. Vectors are 32-bit floats, little-endian in base64, as OpenAI sends them. */
export async function postEmbeddings(c: Context, embedder: Embedder): Promise<Response> {
  const request = parseBody(EmbeddingsRequest, await readJson(c));
  if (request.model !== embeddingModel)
    throw new ApiError(
      404,
      'model_not_found',
      `The model '${request.model}' does not exist; this server has '${embeddingModel}'.`,
      'model',
    );
  const inputs = typeof request.input === 'string' ? [request.input] : request.input;
  const signal = requestSignal(c);
  const data: { object: 'embedding'; index: number; embedding: number[] | string }[] = [];
  for (const [index, text] of inputs.entries()) {
    if (index % textsPerTurn === 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    const vector = embedder.embed(text, request.dimensions ?? embeddingDimensions);
    data.push({ object: 'embedding', index, embedding: encode(vector, request.encoding_format ?? 'float') });
  }
  const tokens = inputs.reduce((sum, text) => sum + countTokens(text), 0);
  return c.json({ object: 'list', data, model: request.model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}
