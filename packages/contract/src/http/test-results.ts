import { z } from 'zod';
import { QuestionType } from '../jobs/results.ts';
import { AttemptState, ScoreBody } from './attempts.ts';
import { Id, ListQuery, Time } from './common.ts';
import { PartState } from './grades.ts';

export const TestResultsQuery = ListQuery.extend({
  format: z.enum(['json', 'csv']).default('json').meta({ description: '`csv`: all of it as one file' }),
});
/** One attempt of a student, with the score of each question. */
export const TestResult = z.object({
  attempt_id: Id,
  user: z.object({ id: Id, name: z.string(), email: z.string().nullable() }),
  number: z.int(),
  state: AttemptState,
  started_at: Time,
  submitted_at: Time.nullable(),
  ...ScoreBody.shape,
  flagged: z.int().meta({ description: 'Answers that try to instruct whoever grades' }),
  questions: z.array(
    z.object({
      question_id: Id,
      index: z.int(),
      points: z.int(),
      score: z.number().nullable().meta({ description: 'null: not graded yet; a choice counts at once, before the reasoning beside it' }),
      state: PartState,
    }),
  ),
});
export const TestResults = z
  .object({
    test_id: Id,
    title: z.string(),
    summary: z
      .object({
        students: z.int(),
        attempts: z.int(),
        open: z.int(),
        waiting: z.int().meta({ description: 'Attempts with grades missing' }),
        in_review: z.int().meta({ description: 'Attempts with a grade that waits for the teacher' }),
        provisional: z.int().meta({ description: 'Attempts with a provisional grade' }),
        mean_percent: z.number().nullable().meta({ description: 'Of attempts that are graded' }),
      })
      .nullable()
      .meta({ description: 'Of all attempts of students; null with a cursor: the first page alone has it' }),
    items: z.array(TestResult),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'TestResults' });

/** What about a question's numbers is worth a look. */
export const QuestionFlag = z.enum(['wrong_key', 'dead_distractor', 'too_easy', 'too_hard', 'negative_discrimination']);
export type QuestionFlag = z.infer<typeof QuestionFlag>;
export const QuestionStatistics = z.object({
  question_id: Id,
  version: z.int(),
  type: QuestionType,
  stem: z.string(),
  asked: z.int().meta({ description: 'Ended attempts that it was part of' }),
  answered: z.int(),
  graded: z.int(),
  share_correct: z.number().nullable().meta({ description: 'Mean share of its points, 0 to 1, of graded answers' }),
  discrimination: z
    .number()
    .nullable()
    .meta({ description: 'Correlation with the score of all other questions, -1 to 1; null below ten attempts, or where nothing varies' }),
  options: z.array(z.object({ text: z.string(), correct: z.boolean(), chosen: z.int(), share: z.number().nullable() })),
  flags: z.array(z.object({ flag: QuestionFlag, message: z.string() })),
});
export const TestStatistics = z
  .object({
    test_id: Id,
    attempts: z.int().meta({ description: 'Ended attempts of students' }),
    mean_percent: z.number().nullable(),
    questions: z.array(QuestionStatistics),
  })
  .meta({ id: 'TestStatistics' });
