import { z } from 'zod';
import type { Skill } from '../skill.ts';
import { parsePrompt, type VerifyInput } from './request.ts';
import { type Verdict, VerdictSchema } from './verdict.ts';
import { verifyQuestions } from './verify.ts';

/** Answers questions again without their key: what is right by the passage, and whether anything else could be defended. */
export const verifyQuestionsSkill: Skill<VerifyInput, { items: Verdict[] }> = {
  name: 'verify_questions',
  parse: (messages) => parsePrompt(messages.findLast(({ role }) => role === 'user')?.text ?? ''),
  answer: async (input, context) => ({ items: await verifyQuestions(input, context) }),
  output: z.object({ items: z.array(VerdictSchema) }),
};
