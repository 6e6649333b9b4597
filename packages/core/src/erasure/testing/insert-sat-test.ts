import type { GradeParams } from '@lectern/contract';
import { answers, askedQuestions, attempts, type Db, grades, jobs, modelAnswers, regradeItems, regrades, tests } from '@lectern/db';
import { and, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { hashAnswer } from '../../grading/answer-hash.ts';
import type { QuestionRow } from '../../questions/question-view.ts';
import { type AskedRow, copyQuestions } from '../../tests/copy-questions.ts';

/** A test of one question, and who sits it. All by plain inserts. */
export interface SatTest {
  testId: string;
  askedId: string;
  /** An attempt that has ended, with one answer. Equal answers share their grade, by a model. */
  sit(userId: string, text: string): Promise<SatAttempt>;
  /** One that is being sat. */
  begin(userId: string): Promise<string>;
  /** A teacher's word: on all equal answers, or on those of this attempt alone. */
  override(sat: SatAttempt, by: { userId: string; shared: boolean }): Promise<string>;
  /** A preview of the answers of these attempts, by a new version of the question. */
  regrade(by: string, sat: readonly SatAttempt[]): Promise<{ regradeId: string; jobId: string; gradeIds: string[] }>;
}

export interface SatAttempt {
  attemptId: string;
  jobId: string;
  gradeId: string;
  text: string;
}

interface TestPlace {
  question: QuestionRow;
  /** The teacher, who pays. */
  ownerId: string;
}

export async function insertSatTest(db: Db, input: TestPlace): Promise<SatTest> {
  const { question, ownerId } = input;
  const testId = uuidv7();
  const { courseId } = question;
  const [asked] = await db.transaction((tx) => copyQuestions(tx, [question]));
  if (!asked) throw new Error('nothing was copied');
  const place = { ordinal: 0, askedId: asked.id, questionId: question.id, points: 1, optionOrder: [] };
  await insertTest(db, testId, input);
  const attempt = { courseId, testId, kind: 'test', track: 'general', seed: testId } as const;
  let number = 0;
  return {
    testId,
    askedId: asked.id,
    async sit(userId, text) {
      const attemptId = uuidv7();
      number += 1;
      const jobId = await insertJob(db, { requestedBy: userId, billedTo: ownerId, courseId, params: { of: 'attempt', attemptId } });
      const ended = { state: 'submitted', submittedAt: new Date(), endedBy: 'student', gradedAt: new Date() } as const;
      await db.insert(attempts).values({ ...attempt, ...ended, id: attemptId, userId, number, jobId });
      const gradeId = await insertGrade(db, asked, { text, over: { jobId } });
      await db.insert(answers).values({ ...place, attemptId, answer: { text }, answerVersion: 1, answeredAt: new Date(), gradeId });
      return { attemptId, jobId, gradeId, text };
    },
    async begin(userId) {
      const id = uuidv7();
      number += 1;
      await db.insert(attempts).values({ ...attempt, id, userId, number });
      await db.insert(answers).values({ ...place, attemptId: id, answer: { text: 'Not yet through' }, answerVersion: 1 });
      return id;
    },
    async override({ attemptId, gradeId, text }, { userId, shared }) {
      const decided = { source: 'teacher', decidedBy: userId, reason: 'So I say', supersedesId: gradeId, shared, model: '' } as const;
      const id = await insertGrade(db, asked, { text, over: decided });
      await db
        .update(answers)
        .set({ gradeId: id })
        .where(shared ? eq(answers.gradeId, gradeId) : eq(answers.attemptId, attemptId));
      return id;
    },
    regrade: (by, sat) => insertRegrade(db, { testId, asked, ownerId, by, sat }),
  };
}

async function insertTest(db: Db, id: string, { question, ownerId }: TestPlace): Promise<void> {
  await db.insert(tests).values({
    id,
    courseId: question.courseId,
    createdBy: ownerId,
    title: 'Water',
    track: 'general',
    selection: { kind: 'questions', questionIds: [question.id] },
    shuffleQuestions: false,
    shuffleOptions: false,
    closedBook: false,
    showResults: 'after_attempt',
    review: { confidenceBelow: null, borderPercent: null },
  });
}

interface GradingJob {
  requestedBy: string;
  billedTo: string;
  courseId: string | null;
  params: GradeParams;
}

/** One that is through, with what the model has said. */
async function insertJob(db: Db, job: GradingJob): Promise<string> {
  const id = uuidv7();
  const ended = { state: 'succeeded', stage: 'grade', queue: 'models', finishedAt: new Date(), message: '' } as const;
  await db.insert(jobs).values({ ...job, ...ended, id, kind: 'answers.grade' });
  const said = { ownerId: job.billedTo, purpose: 'grade_answers', model: 'm', promptVersion: 1, inputHash: id };
  await db.insert(modelAnswers).values({ ...said, jobId: id, answer: [{ feedback: 'Good.' }] });
  return id;
}

/** The grade of an answer: a new one, or that of an equal answer. Returns its id. */
async function insertGrade(
  db: Db,
  { id: askedId, courseId, content }: AskedRow,
  { text, over }: { text: string; over: Partial<typeof grades.$inferInsert> },
): Promise<string> {
  const key = { askedId, basisId: over.basisId ?? askedId, part: 'answer', answerHash: hashAnswer(content.type, { text }) } as const;
  const criteria = [{ criterion: 'Names rain', points: 2, met: true, why: 'It does.', span: text, certainty: 0.9 }];
  const row = { id: uuidv7(), courseId, source: 'model', model: 'm', earned: 2, possible: 2, confidence: 0.9, criteria } as const;
  const [made] = await db
    .insert(grades)
    .values({ ...row, ...over, ...key })
    .onConflictDoNothing()
    .returning({ id: grades.id });
  if (made) return made.id;
  const { basisId, answerHash, source } = grades;
  const [same] = await db
    .select({ id: grades.id })
    .from(grades)
    .where(and(eq(basisId, key.basisId), eq(answerHash, key.answerHash), eq(source, 'model')));
  if (!same) throw new Error('there is no grade');
  return same.id;
}

interface RegradeInput {
  testId: string;
  asked: AskedRow;
  ownerId: string;
  by: string;
  sat: readonly SatAttempt[];
}

async function insertRegrade(db: Db, { testId, asked, ownerId, by, sat }: RegradeInput): ReturnType<SatTest['regrade']> {
  const [regradeId, basisId] = [uuidv7(), uuidv7()];
  const { courseId, questionId, documentId, content } = asked;
  await db.insert(askedQuestions).values({ id: basisId, courseId, questionId, version: 2, documentId, content });
  const params = { of: 'regrade', regradeId, apply: false } as const;
  const jobId = await insertJob(db, { requestedBy: by, billedTo: ownerId, courseId, params });
  await db.insert(regrades).values({ id: regradeId, testId, requestedBy: by, jobId, appliedBy: by });
  const gradeIds: string[] = [];
  for (const { attemptId, gradeId, text } of sat) {
    const toGradeId = await insertGrade(db, asked, { text, over: { basisId, earned: 1 } });
    gradeIds.push(toGradeId);
    const item = { regradeId, attemptId, ordinal: 0, part: 'answer', basisId } as const;
    await db.insert(regradeItems).values({ ...item, fromGradeId: gradeId, toGradeId });
  }
  return { regradeId, jobId, gradeIds };
}
