import { ModelError, type StructuredAnswer, type StructuredRequest } from '@lectern/core';
import type OpenAI from 'openai';
import { APIError } from 'openai';
import { type CallSeries, makeCall } from './make-call.ts';
import type { ModelsOptions } from './options.ts';
import { readAnswer } from './structured/read-answer.ts';
import { type StructuredMode, structuredModes, toChatParams } from './structured/response-format.ts';

export type WriteItems = <Item>(request: StructuredRequest<Item>, series: CallSeries) => Promise<Omit<StructuredAnswer<Item>, 'calls'>>;

/** Asks for items in the best mode the provider takes, and remembers for its lifetime which one that is. */
export function createWriteItems(client: OpenAI, options: ModelsOptions): WriteItems {
  let accepted: StructuredMode = options.structured;
  const outputLimitField = options.outputLimitField ?? 'max_completion_tokens';

  return async (request, series) => {
    const ask = (mode: StructuredMode) =>
      makeCall(
        series,
        (signal) => {
          const limit = { [outputLimitField]: request.maxOutputTokens };
          const params = { model: series.model, ...toChatParams(request, mode), ...limit };
          return client.chat.completions.create(params, { signal });
        },
        (answer) => readAnswer(answer, request.item),
      );

    const askFrom = async (mode: StructuredMode): ReturnType<typeof ask> => {
      try {
        const answer = await ask(mode);
        accepted = mode;
        return answer;
      } catch (error) {
        const poorer = structuredModes[structuredModes.indexOf(mode) + 1];
        if (!poorer || !mayRejectFormat(error)) throw error;
        options.log?.warn({ model: series.model, rejected: mode, next: poorer }, 'the model may not take this answer format');
        return askFrom(poorer);
      }
    };
    return askFrom(accepted);
  };
}

/**
 * Whether a 400 or 422 may be about `response_format`. Many providers name no parameter, so all that is not surely about
 * something else counts: a rejected request costs nothing, and a mode is only remembered once it worked.
 */
function mayRejectFormat(error: unknown): boolean {
  const cause = error instanceof ModelError ? error.cause : undefined;
  if (!(cause instanceof APIError) || (cause.status !== 400 && cause.status !== 422)) return false;
  if (cause.param) return cause.param.startsWith('response_format');
  return !['context_length_exceeded', 'model_not_found', 'json_validate_failed'].includes(cause.code ?? '');
}
