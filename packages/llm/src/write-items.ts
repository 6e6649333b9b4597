import { estimateTokens, type Log, ModelError, type StructuredRequest } from '@lectern/core';
import { APIError } from 'openai';
import type { Dispatch, Target } from './dispatch.ts';
import type { CallSeries } from './make-call.ts';
import { type AnsweredItems, readAnswer } from './structured/read-answer.ts';
import { type StructuredMode, structuredModes, toChatParams } from './structured/response-format.ts';

export type WriteItems = <Item>(request: StructuredRequest<Item>, series: CallSeries) => Promise<AnsweredItems<Item>>;

/** Asks for items in the best mode each model takes, and remembers for its lifetime which one that is. */
export function createWriteItems(dispatch: Dispatch, log: Log | undefined): WriteItems {
  const accepted = new Map<string, StructuredMode>();

  return async (request, series) => {
    // The poorest mode states the schema in the prompt, so no other is longer.
    const tokens = estimateTokens(JSON.stringify(toChatParams(request, 'none'))) + request.maxOutputTokens;
    const tried = new Map<string, StructuredMode>();
    const modeFor = (target: Target) => tried.get(nameOf(target)) ?? accepted.get(nameOf(target)) ?? target.structured;

    for (;;) {
      let asked: Target | undefined;
      try {
        const answer = await dispatch(series, {
          tokens,
          send: (client, target, signal) => {
            asked = target;
            const limit = { [target.outputLimitField]: request.maxOutputTokens };
            return client.chat.completions.create({ model: target.model, ...toChatParams(request, modeFor(target)), ...limit }, { signal });
          },
          read: (body) => readAnswer(body, request.item),
        });
        if (asked) accepted.set(nameOf(asked), modeFor(asked));
        return answer;
      } catch (error) {
        const rejected = asked && modeFor(asked);
        const poorer = rejected && structuredModes[structuredModes.indexOf(rejected) + 1];
        if (!asked || !poorer || !mayRejectFormat(error)) throw error;
        log?.warn({ model: asked.model, rejected, next: poorer }, 'the model may not take this answer format');
        tried.set(nameOf(asked), poorer);
      }
    }
  };
}

function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`;
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
