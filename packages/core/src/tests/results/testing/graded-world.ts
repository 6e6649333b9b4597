import { type AnswerValue, answers, attempts, courseMembers, grades, questions, tests, users } from '@lectern/db';
import { and, asc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../../actor.ts';
import { submitAttempt } from '../../../attempts/submit-attempt.ts';
import { type Ctx, inTransaction } from '../../../ctx.ts';
import type { GradeRow } from '../../../grading/grade-key.ts';
import { GradingModels } from '../../../grading/testing/grading-models.ts';
import type { QuestionRow } from '../../../questions/question-view.ts';
import { updateQuestion } from '../../../questions/review/update-question.ts';
import { insertQuestion, pageOne } from '../../../questions/review/testing/insert-question.ts';
import { createQuestionWorld, type QuestionWorld } from '../../../questions/testing/question-world.ts';
import { copyQuestions } from '../../copy-questions.ts';

type NewQuestion = Partial<typeof questions.$inferInsert>;
/** Places of options, text, or nothing. */
type Given = number[] | string | null;

/** Tests that students have sat, with answers that are graded as they are in life; a criterion is a word that an answer has to hold. */
export interface GradedWorld {
  ctx: Ctx;
  questions: QuestionWorld;
  /** A test of these questions, each for one point unless the rules say otherwise. */
  newTest(contents: readonly NewQuestion[], rules?: Partial<typeof tests.$inferInsert>): Promise<SatTest>;
  close(): Promise<void>;
}

export interface SatTest {
  id: string;
  actor: Actor;
  courseId: string;
  questions: QuestionRow[];
  /** An attempt of a new student with these answers, submitted and graded. Returns its id. */
  sit(given: readonly Given[], about?: Sitting): Promise<string>;
  /** The teacher changes a question of the test. */
  edit(place: number, changes: Parameters<typeof updateQuestion>[1]['changes']): Promise<void>;
  /** The grade that counts. */
  gradeOf(attemptId: string, place: number, part?: 'answer' | 'reasoning'): Promise<GradeRow>;
}

interface Sitting {
  name?: string;
  reasonings?: (string | null)[];
  /** `open`: it goes on; `waiting`: nobody has graded it. */
  until?: 'open' | 'waiting';
  kind?: 'test' | 'preview';
  models?: GradingModels;
}

/** Right is the first option. */
export const choice: NewQuestion = {};
/** What is to be said is "rain", and better "cloud" as well. */
export const free: NewQuestion = {
  type: 'short_answer',
  stem: 'How does water fall?',
  options: [],
  answer: 'As rain, out of a cloud.',
  rubric: [
    { criterion: 'rain', points: 3 },
    { criterion: 'cloud', points: 1 },
  ],
};

export async function createGradedWorld(): Promise<GradedWorld> {
  const world = await createQuestionWorld();
  return {
    ctx: world.ctx,
    questions: world,
    newTest: (contents, rules) => newTest(world, contents, rules),
    close: () => world.close(),
  };
}

async function newTest(
  world: QuestionWorld,
  contents: readonly NewQuestion[],
  rules: Partial<typeof tests.$inferInsert> = {},
): Promise<SatTest> {
  const { db } = world.ctx;
  const actor = await world.newTeacher();
  const course = await world.newCourse(actor, { pages: [pageOne], passages: [{ from: 1, to: 1 }] });
  const rows: QuestionRow[] = [];
  for (const content of contents) rows.push(await insertQuestion(db, course, { state: 'approved', ...content }));
  const id = uuidv7();
  await db.insert(tests).values({
    id,
    courseId: course.courseId,
    title: 'Water',
    track: 'general',
    selection: { kind: 'questions', questionIds: rows.map((row) => row.id) },
    shuffleQuestions: false,
    shuffleOptions: false,
    closedBook: false,
    showResults: 'after_attempt',
    review: { confidenceBelow: null, borderPercent: null },
    ...rules,
  });
  const test = { id, courseId: course.courseId, points: rules.points ?? {} };
  return {
    id,
    actor,
    courseId: course.courseId,
    questions: rows,
    sit: (given, about = {}) => sit(world, { ...test, questionIds: rows.map((row) => row.id) }, given, about),
    async edit(place, changes) {
      const [question] = await db
        .select()
        .from(questions)
        .where(eq(questions.id, rows[place]?.id ?? ''));
      if (!question) throw new Error('there is no such question');
      await updateQuestion(world.ctx, { actor, id: question.id, version: question.version, changes });
    },
    gradeOf: (attemptId, place, part = 'answer') => gradeOf(world.ctx, { attemptId, place, part }),
  };
}

interface TestToSit {
  id: string;
  courseId: string;
  points: NonNullable<(typeof tests.$inferInsert)['points']>;
  questionIds: string[];
}

async function sit(world: QuestionWorld, test: TestToSit, given: readonly Given[], about: Sitting): Promise<string> {
  const { ctx } = world;
  const [id, userId] = [uuidv7(), uuidv7()];
  const { courseId, id: testId } = test;
  await ctx.db.insert(users).values({ id: userId, name: about.name ?? 'Student', role: 'student', email: `${userId}@example.org` });
  await ctx.db.insert(courseMembers).values({ courseId, userId });
  await ctx.db.insert(attempts).values({ id, courseId, testId, userId, kind: about.kind ?? 'test', track: 'general', number: 1, seed: id });
  await inTransaction(ctx, async ({ open: { tx } }) => {
    const rows = await tx.select().from(questions).where(eq(questions.courseId, courseId)).orderBy(asc(questions.id));
    const asked = await copyQuestions(
      tx,
      rows.filter((row) => test.questionIds.includes(row.id)),
    );
    await tx.insert(answers).values(
      asked.map(({ id: askedId, questionId, content }, ordinal) => ({
        attemptId: id,
        ordinal,
        askedId,
        questionId: questionId ?? '',
        points: test.points[content.type] ?? 1,
        optionOrder: content.options.map((_, place) => place),
        answer: valueOf(given[ordinal] ?? null),
        reasoning: about.reasonings?.[ordinal] ?? null,
      })),
    );
  });
  if (about.until === 'open') return id;
  const ended = await submitAttempt(ctx, { attemptId: id, by: { userId, role: 'student' } });
  if (ended?.jobId && about.until !== 'waiting') await world.run(ended.jobId, about.models ?? new GradingModels());
  return id;
}

function valueOf(given: Given): AnswerValue | null {
  if (given === null) return null;
  return typeof given === 'string' ? { text: given } : { chosen: given };
}

async function gradeOf(
  { db }: Ctx,
  { attemptId, place, part }: { attemptId: string; place: number; part: 'answer' | 'reasoning' },
): Promise<GradeRow> {
  const [found] = await db
    .select({ grade: grades })
    .from(answers)
    .innerJoin(grades, eq(grades.id, part === 'answer' ? answers.gradeId : answers.reasoningGradeId))
    .where(and(eq(answers.attemptId, attemptId), eq(answers.ordinal, place)));
  if (!found) throw new Error('it has no grade');
  return found.grade;
}
