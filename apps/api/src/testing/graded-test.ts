import { randomUUID } from 'node:crypto';
import {
  type AskedContent,
  answers,
  askedQuestions,
  attempts,
  courseMembers,
  courses,
  documents,
  files,
  grades,
  questions,
  tests,
  users,
} from '@lectern/db';
import type { TestApi, TestUser } from './start-test-api.ts';
import { waterQuestion } from './water-question.ts';

/** A test of a choice (rain is right) and a short answer (four points), for one point each. */
export interface GradedTest {
  id: string;
  teacher: TestUser;
  courseId: string;
  questionIds: [string, string];
  /** A submitted attempt: whether the choice was right, and what the built-in model gave for "It is rain" (null: nothing yet). */
  sit(student: {
    name?: string;
    right: boolean;
    earned: number | null;
  }): Promise<{ attemptId: string; userId: string; gradeId: string | null }>;
}

const options = ['rain', 'dust', 'light'].map((text, at) => ({ text, correct: at === 0, reason: '' }));
const contents = [
  { ...waterQuestion, type: 'single_choice', options, answer: 'rain', rubric: [] },
  {
    ...waterQuestion,
    rubric: [
      { criterion: 'Names rain', points: 3 },
      { criterion: 'Names clouds', points: 1 },
    ],
  },
] as const;

/** All by plain inserts. */
export async function makeGradedTest(api: TestApi, title = 'Water'): Promise<GradedTest> {
  const { db } = api.deps;
  const teacher = await api.makeUser();
  const [id, courseId, fileId, documentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await db.insert(courses).values({ id: courseId, ownerId: teacher.id, title: 'Water' });
  await db.insert(files).values({ id: fileId, ownerId: teacher.id, sha256: fileId, bytes: 1, key: fileId });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision: 1, jobId: randomUUID() });
  const [choiceId, freeId] = [randomUUID(), randomUUID()];
  const asked = contents.map((content, at) => ({ id: randomUUID(), questionId: at === 0 ? choiceId : freeId, content: askedOf(content) }));
  for (const { questionId, content } of asked) {
    const place = { courseId, documentId, jobId: randomUUID(), taskId: randomUUID(), ordinal: 0, revision: 1 };
    await db.insert(questions).values({ ...content, ...place, id: questionId, state: 'approved' });
  }
  await db.insert(askedQuestions).values(asked.map((copy) => ({ ...copy, courseId, documentId, version: 1 })));
  await db.insert(tests).values({
    id,
    courseId,
    title,
    track: 'general',
    selection: { kind: 'questions', questionIds: [choiceId, freeId] },
    shuffleQuestions: false,
    shuffleOptions: false,
    closedBook: false,
    showResults: 'after_attempt',
    passPercent: 50,
    review: { confidenceBelow: null, borderPercent: null },
  });
  const places = asked.map((copy) => ({ askedId: copy.id, questionId: copy.questionId }));
  return {
    id,
    teacher,
    courseId,
    questionIds: [choiceId, freeId],
    sit: (student) => sit(api, { id, courseId, places }, student),
  };
}

function askedOf(content: (typeof contents)[number]): AskedContent {
  const { ordinal: _ordinal, revision: _revision, state: _state, options, rubric, ...asked } = content;
  return { ...asked, options: [...options], rubric: [...rubric], accepted: [], reasoningRubric: [], starter: null };
}

interface Sat {
  id: string;
  courseId: string;
  places: { askedId: string; questionId: string }[];
}

async function sit({ deps: { db } }: TestApi, test: Sat, { name = 'Student', right, earned }: Parameters<GradedTest['sit']>[0]) {
  const { id: testId, courseId } = test;
  const [attemptId, userId] = [randomUUID(), randomUUID()];
  await db.insert(users).values({ id: userId, name, role: 'student', email: `${userId}@example.org` });
  await db.insert(courseMembers).values({ courseId, userId });
  const submitted = { state: 'submitted', submittedAt: new Date(), endedBy: 'student' } as const;
  await db
    .insert(attempts)
    .values({ id: attemptId, courseId, testId, userId, kind: 'test', track: 'general', number: 1, seed: '', ...submitted });
  const gradeIds: (string | null)[] = [];
  for (const [ordinal, { askedId, questionId }] of test.places.entries()) {
    // Of each student's own: what equal answers share is tested elsewhere.
    const key = { courseId, askedId, basisId: askedId, part: 'answer', answerHash: attemptId } as const;
    const gradeId = ordinal === 1 && earned === null ? null : randomUUID();
    if (gradeId !== null) {
      await db.insert(grades).values({
        ...key,
        id: gradeId,
        ...(ordinal === 0
          ? { source: 'code', earned: right ? 1 : 0, possible: 1, confidence: 1 }
          : {
              source: 'model',
              model: 'built-in',
              builtIn: true,
              earned: earned ?? 0,
              possible: 4,
              confidence: 0.5,
              criteria: criteriaOf(earned),
            }),
      });
    }
    gradeIds.push(gradeId);
    const answer = ordinal === 0 ? { chosen: [right ? 0 : 1] } : { text: 'It is rain' };
    await db
      .insert(answers)
      .values({ attemptId, ordinal, askedId, questionId, points: 1, optionOrder: ordinal === 0 ? [0, 1, 2] : [], answer, gradeId });
  }
  return { attemptId, userId, gradeId: gradeIds[1] ?? null };
}

function criteriaOf(earned: number | null) {
  const criterion = { why: 'It says so.', span: 'rain', certainty: 0.5 };
  return [
    { ...criterion, criterion: 'Names rain', points: 3, met: (earned ?? 0) >= 3 },
    { ...criterion, criterion: 'Names clouds', points: 1, met: earned === 4 },
  ];
}
