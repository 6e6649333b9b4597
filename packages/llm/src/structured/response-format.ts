import type { StructuredRequest } from '@lectern/core';
import type OpenAI from 'openai';
import { fullSchema, strictSchema } from './strict-schema.ts';

/** How a provider can be told to answer in JSON, from best to worst. */
export const structuredModes = ['json_schema', 'json_object', 'none'] as const;
export type StructuredMode = (typeof structuredModes)[number];

type ChatParams = Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'messages' | 'response_format'>;

/**
 * The messages and the response format of a request. Where the provider enforces no schema the prompt states it, at the end
 * of the system message: what stays the same comes first, which providers cache.
 */
export function toChatParams<Item>(request: StructuredRequest<Item>, mode: StructuredMode): ChatParams {
  const { system, user, item } = request;
  if (mode === 'json_schema') {
    const json_schema = { name: schemaName(request.purpose), strict: true, schema: { ...strictSchema(item) } };
    return { messages: toMessages(system, user), response_format: { type: 'json_schema', json_schema } };
  }
  const told = `${system}\n\nAnswer with one JSON object that fits this JSON schema, and with nothing else:\n${JSON.stringify(fullSchema(item))}`;
  return {
    messages: toMessages(told, user),
    ...(mode === 'json_object' ? { response_format: { type: 'json_object' } } : {}),
  };
}

function toMessages(system: string, user: string): ChatParams['messages'] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
}

/** Providers allow letters, digits, `_` and `-`, at most 64. */
function schemaName(purpose: string): string {
  return purpose.replace(/[^\w-]/g, '_').slice(0, 64) || 'answer';
}
