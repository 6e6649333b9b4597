import { z } from 'zod';
import type { Skill } from '../skill.ts';
import { gradeAnswers } from './grade.ts';
import { GradedAnswer } from './graded-answer.ts';
import { type GradeInput, parsePrompt } from './request.ts';

/** Says of each criterion whether an answer meets it, and by which of its words. */
export const gradeAnswersSkill: Skill<GradeInput, { items: GradedAnswer[] }> = {
  name: 'grade_answers',
  parse: (messages) => parsePrompt(messages.findLast(({ role }) => role === 'user')?.text ?? ''),
  answer: async (input, context) => ({ items: await gradeAnswers(input, context) }),
  output: z.object({ items: z.array(GradedAnswer) }),
};
