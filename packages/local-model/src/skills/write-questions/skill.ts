import { z } from 'zod';
import type { ChatMessage, Skill } from '../skill.ts';
import { type Item, ItemSchema } from './item.ts';
import { readItemShape } from './item-shape.ts';
import type { PassageText } from '../../passages.ts';
import { parsePrompt, type WriteRequest } from './request.ts';
import { writeQuestions } from './write.ts';

interface Input {
  request: WriteRequest;
  passages: PassageText[];
}

/** The last message of the user holds the request and the passages; the system's prose is for other models. */
function parse(messages: readonly ChatMessage[]): Input {
  return parsePrompt(messages.findLast(({ role }) => role === 'user')?.text ?? '');
}

/** Writes questions of all types from passages, each with a quote that proves its answer. */
export const writeQuestionsSkill: Skill<Input, { items: Item[] }> = {
  name: 'write_questions',
  parse,
  answer: async ({ request, passages }, { analyser, signal, schema }) => ({
    items: await writeQuestions(request, passages, { analyser, signal, shape: readItemShape(schema) }),
  }),
  output: z.object({ items: z.array(ItemSchema) }),
};
