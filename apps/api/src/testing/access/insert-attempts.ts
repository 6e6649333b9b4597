import { createHash } from 'node:crypto';
import type { AskedContent, Db } from '@lectern/db';
import {
  answers,
  askedQuestions,
  attempts,
  evaluationItems,
  evaluations,
  grades,
  jobs,
  questions,
  regradeItems,
  regrades,
  tests,
} from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { waterQuestion } from '../water-question.ts';

/** A test of one approved question, what a student has made of it, and what the teacher has begun. */
export interface AttemptWorld {
  testId: string;
  /** Approved; it has another rubric by now than when it was asked. */
  askedQuestionId: string;
  /** Of the student: one that has ended and is graded; and practice that is being sat, as a test would keep the results back. */
  endedAttemptId: string;
  openAttemptId: string;
  /** Of the ended attempt: by the built-in model. */
  gradeId: string;
  /** A preview that is through. */
  regradeId: string;
  evaluationId: string;
  /** Of the student's attempt; of the regrade and the evaluation, which are the teacher's. */
  studentJobId: string;
  teacherJobIds: string[];
}

interface InsertInput {
  courseId: string;
  documentId: string;
  teacherId: string;
  studentId: string;
}

const text = 'It falls as rain, mostly.';
const answerHash = createHash('sha256').update(`text\n${text}`).digest('hex');
const [first, later] = [[{ criterion: 'Names rain', points: 2 }], [{ criterion: 'Names rain or snow', points: 2 }]];
const graded = { graded: 1, missing: 0, shared: 0, provisional: 1, cost: { calls: 1, tokens: 10, microdollars: 0 } };

/** All by plain inserts. */
export async function insertAttempts(db: Db, input: InsertInput): Promise<AttemptWorld> {
  const { courseId, documentId, teacherId, studentId } = input;
  const [testId, questionId, endedAttemptId, openAttemptId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [askedId, basisId] = [uuidv7(), uuidv7()];
  const { ordinal: _ordinal, revision: _revision, state: _state, ...written } = waterQuestion;
  const content: AskedContent = { ...written, rubric: first, accepted: [], reasoningRubric: [], starter: null };
  await db.insert(questions).values({
    ...waterQuestion,
    id: questionId,
    courseId,
    documentId,
    jobId: uuidv7(),
    taskId: uuidv7(),
    ordinal: 1,
    rubric: later,
    state: 'approved',
    version: 2,
    acceptedAt: new Date(),
  });
  const copy = { courseId, questionId, documentId };
  await db.insert(askedQuestions).values([
    { ...copy, id: askedId, version: 1, content },
    { ...copy, id: basisId, version: 2, content: { ...content, rubric: later } },
  ]);
  await db.insert(tests).values({
    id: testId,
    courseId,
    createdBy: teacherId,
    title: 'Rain',
    track: 'general',
    selection: { kind: 'questions', questionIds: [questionId] },
    shuffleQuestions: true,
    shuffleOptions: true,
    closedBook: false,
    showResults: 'after_attempt',
    review: { confidenceBelow: null, borderPercent: null },
  });
  const studentJobId = await insertJob(db, { courseId, requestedBy: studentId, params: { of: 'attempt', attemptId: endedAttemptId } });
  const attempt = { courseId, testId, userId: studentId, kind: 'test', track: 'general', seed: testId } as const;
  const ended = { state: 'submitted', submittedAt: new Date(), endedBy: 'student', gradedAt: new Date(), jobId: studentJobId } as const;
  await db.insert(attempts).values([
    { ...attempt, ...ended, id: endedAttemptId, number: 1 },
    { ...attempt, id: openAttemptId, testId: null, kind: 'practice', number: 1 },
  ]);
  const gradeId = uuidv7();
  const grade = { source: 'model', model: 'lectern-local', builtIn: true, earned: 2, possible: 2, confidence: 0.9, answerHash } as const;
  const criteria = [{ criterion: 'Names rain', points: 2, met: true, why: 'It does.', span: 'rain', certainty: 0.9 }];
  const newGradeId = uuidv7();
  await db.insert(grades).values([
    { ...grade, id: gradeId, courseId, askedId, basisId: askedId, part: 'answer', criteria, feedback: 'Good.', jobId: studentJobId },
    { ...grade, id: newGradeId, courseId, askedId, basisId, part: 'answer', criteria, feedback: 'Good.', earned: 0 },
  ]);
  const place = { ordinal: 0, askedId, questionId, points: 1, optionOrder: [] };
  await db.insert(answers).values([
    { ...place, attemptId: endedAttemptId, answer: { text }, answerVersion: 1, answeredAt: new Date(), gradeId },
    { ...place, attemptId: openAttemptId },
  ]);
  const regradeId = uuidv7();
  const regrade = { of: 'regrade', regradeId, apply: false } as const;
  const regradeJobId = await insertJob(db, { courseId, requestedBy: teacherId, params: regrade });
  await db.insert(regrades).values({ id: regradeId, testId, requestedBy: teacherId, jobId: regradeJobId });
  const item = { regradeId, attemptId: endedAttemptId, ordinal: 0, part: 'answer', basisId } as const;
  await db.insert(regradeItems).values({ ...item, fromGradeId: gradeId, toGradeId: newGradeId });
  const evaluation = await insertEvaluation(db, { ownerId: teacherId, content });
  return {
    testId,
    askedQuestionId: questionId,
    endedAttemptId,
    openAttemptId,
    gradeId,
    regradeId,
    evaluationId: evaluation.evaluationId,
    studentJobId,
    teacherJobIds: [regradeJobId, evaluation.jobId],
  };
}

async function insertEvaluation(db: Db, { ownerId, content }: { ownerId: string; content: AskedContent }) {
  const [evaluationId, askedId, gradeId] = [uuidv7(), uuidv7(), uuidv7()];
  const jobId = await insertJob(db, { courseId: null, requestedBy: ownerId, params: { of: 'evaluation', evaluationId } });
  await db.insert(askedQuestions).values({ id: askedId, ownerId, fingerprint: askedId, content });
  await db.insert(grades).values({
    id: gradeId,
    ownerId,
    askedId,
    basisId: askedId,
    part: 'answer',
    answerHash,
    source: 'model',
    model: 'lectern-local',
    builtIn: true,
    earned: 1,
    possible: 2,
    confidence: 0.5,
  });
  await db.insert(evaluations).values({ id: evaluationId, ownerId, jobId });
  await db.insert(evaluationItems).values({ evaluationId, ordinal: 0, askedId, answer: text, gradeId });
  return { evaluationId, jobId };
}

async function insertJob(db: Db, job: Pick<typeof jobs.$inferInsert, 'courseId' | 'requestedBy' | 'params'>): Promise<string> {
  const id = uuidv7();
  const through = { state: 'succeeded', stage: 'grade', queue: 'models', total: 1, done: 1, finishedAt: new Date() } as const;
  await db.insert(jobs).values({ ...job, ...through, id, kind: 'answers.grade', message: '', result: graded });
  return id;
}
