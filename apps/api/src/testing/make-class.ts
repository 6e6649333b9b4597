import { randomUUID } from 'node:crypto';
import type { QuestionType } from '@lectern/contract';
import { courseMembers, courses, documentRevisions, documents, files, pages, questions } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { TestApi, TestUser } from './start-test-api.ts';
import { waterQuestion } from './water-question.ts';

type QuestionValues = Partial<typeof questions.$inferInsert>;

/** A course with a document of one page, its teacher, and whoever joins. */
export interface TestClass {
  courseId: string;
  documentId: string;
  teacher: TestUser;
  /** A student who has joined. */
  join(): Promise<TestUser>;
  /** Puts questions into the bank, approved unless told otherwise; returns their ids in the same order. */
  addQuestions(...questions: QuestionValues[]): Promise<string[]>;
}

/** What a question of a type has to have. */
export const questionOf: Readonly<Record<QuestionType, QuestionValues>> = {
  single_choice: choiceOf('single_choice', ['rain', 'dust', 'sand', 'glass'], [0]),
  multiple_choice: choiceOf('multiple_choice', ['rain', 'snow', 'sand', 'glass'], [0, 1]),
  true_false: choiceOf('true_false', ['True', 'False'], [0]),
  cloze: { type: 'cloze', stem: 'Water falls as ____.', options: [], answer: 'rain', accepted: ['rain'], rubric: [] },
  short_answer: { type: 'short_answer' },
  coding: { type: 'coding', stem: 'Add two numbers.', answer: 'return a + b', starter: 'function add(a, b) {}' },
};

function choiceOf(type: QuestionType, texts: readonly string[], right: readonly number[]): QuestionValues {
  const options = texts.map((text, at) => ({ text, correct: right.includes(at), reason: `the reason of ${text}` }));
  const answer = right.map((at) => texts[at]).join('; ');
  return { type, options, answer, rubric: [] };
}

export async function makeClass(api: TestApi): Promise<TestClass> {
  const { db } = api.deps;
  const teacher = await api.makeUser();
  const [courseId, fileId, documentId] = [uuidv7(), uuidv7(), uuidv7()];
  await db.insert(courses).values({ id: courseId, ownerId: teacher.id, title: 'Water' });
  await db.insert(files).values({ id: fileId, ownerId: teacher.id, sha256: fileId, bytes: 1, key: fileId });
  await db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision: 1, jobId: randomUUID() });
  await db.insert(documentRevisions).values({ documentId, revision: 1, pageCount: 1, bookmarks: [] });
  await db.insert(pages).values({ documentId, revision: 1, page: 1, text: 'It falls as rain.' });
  return {
    courseId,
    documentId,
    teacher,
    async join() {
      const student = await api.makeUser('student');
      await db.insert(courseMembers).values({ courseId, userId: student.id });
      return student;
    },
    async addQuestions(...values) {
      const rows = values.map((value) => ({
        ...waterQuestion,
        state: 'approved' as const,
        ...value,
        id: uuidv7(),
        courseId,
        documentId,
        jobId: randomUUID(),
        taskId: randomUUID(),
      }));
      await db.insert(questions).values(rows);
      return rows.map(({ id }) => id);
    },
  };
}
