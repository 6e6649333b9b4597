import { z } from 'zod';
import type { ChatMessage, Skill } from '../skill.ts';
import { type Item, ItemSchema } from './item.ts';
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

/** Writes single-choice and true-false questions from passages, each with a quote that proves its key. */
export const writeQuestionsSkill: Skill<Input, { items: Item[] }> = {
  name: 'write_questions',
  parse,
  answer: async ({ request, passages }, { analyser, signal }) => ({ items: await writeQuestions(request, passages, analyser, signal) }),
  output: z.object({ items: z.array(ItemSchema) }),
};
