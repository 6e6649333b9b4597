import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { answerChat } from '../conversation/answer.ts';
import { type BoundSkill, PromptError, type SkillContext } from '../skills/skill.ts';
import { cutToTokens } from '../tokens.ts';
import type { Analyser } from '../text/analyser.ts';
import { ApiError, parseBody } from './api-error.ts';
import { ChatRequest, messagesOf } from './chat-request.ts';
import { type Completion, completionBody, completionChunks, makeCompletion } from './completion.ts';
import { chatModel } from './models.ts';
import { readJson } from './read-json.ts';
import { requestSignal } from './request-signal.ts';

export interface ChatDeps {
  skills: ReadonlyMap<string, BoundSkill>;
  analyser: Analyser;
}

function skillFor(request: ChatRequest, skills: ChatDeps['skills']): BoundSkill | undefined {
  const format = request.response_format;
  if (!format || format.type === 'text') return undefined;
  const names = [...skills.keys()].join(', ');
  if (format.type === 'json_object') {
    throw new ApiError(
      400,
      'unsupported_schema',
      `The built-in model answers in JSON only by a json_schema it knows: ${names}.`,
      'response_format',
    );
  }
  const skill = skills.get(format.json_schema.name);
  if (!skill)
    throw new ApiError(
      400,
      'unsupported_schema',
      `The built-in model does not know the schema '${format.json_schema.name}'; it knows: ${names}.`,
      'response_format.json_schema.name',
    );
  return skill;
}

async function complete(request: ChatRequest, { skills, analyser }: ChatDeps, signal: AbortSignal): Promise<Completion> {
  if (request.model !== chatModel)
    throw new ApiError(404, 'model_not_found', `The model '${request.model}' does not exist; this server has '${chatModel}'.`, 'model');
  const messages = messagesOf(request);
  const format = request.response_format;
  const context: SkillContext = { analyser, signal, schema: (format?.type === 'json_schema' && format.json_schema.schema) || {} };
  const skill = skillFor(request, skills);
  const text = skill ? await skill.run(messages, context) : answerChat(messages, context);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  const sent = cutToTokens(text, limit);
  return makeCompletion(
    request.model,
    messages.map((message) => message.text).join('\n'),
    sent,
    sent.length < text.length ? 'length' : 'stop',
  );
}

/** `POST /v1/chat/completions`. Everything that can be refused is refused before the first byte of a stream. */
export async function postChatCompletion(c: Context, deps: ChatDeps): Promise<Response> {
  const request = parseBody(ChatRequest, await readJson(c));
  const completion = await complete(request, deps, requestSignal(c)).catch((error: unknown) => {
    throw error instanceof PromptError ? new ApiError(400, 'invalid_prompt', error.message, 'messages') : error;
  });
  if (request.stream !== true) return c.json(completionBody(completion));
  return streamSSE(c, async (stream) => {
    for (const chunk of completionChunks(completion, request.stream_options?.include_usage === true)) {
      if (stream.aborted) return;
      await stream.writeSSE({ data: JSON.stringify(chunk) });
    }
    await stream.writeSSE({ data: '[DONE]' });
  });
}
