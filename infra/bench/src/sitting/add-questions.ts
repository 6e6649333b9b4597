import type { QuestionType } from '@lectern/contract';
import { createDb, documents, files, questions } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { School } from '../school/start-school.ts';

/** What a test of ten asks, two of them freely. */
const types: readonly QuestionType[] = [
  'single_choice',
  'single_choice',
  'true_false',
  'multiple_choice',
  'cloze',
  'short_answer',
  'single_choice',
  'true_false',
  'single_choice',
  'short_answer',
];

const common = {
  ordinal: 0,
  revision: 1,
  page: 1,
  quote: 'Water falls as rain, hail or snow.',
  explanation: 'The chapter says so.',
  difficulty: 'medium',
  bloom: 'understand',
  topic: 'water',
  language: 'en',
  state: 'approved',
} as const;

/** Approved questions, straight into the bank: how they are made is measured elsewhere. Resolves to their ids. */
export async function addQuestions({ databaseUrl, courseId, teacherId }: School): Promise<string[]> {
  const database = createDb(databaseUrl, { max: 1 });
  try {
    const [fileId, documentId, jobId] = [uuidv7(), uuidv7(), uuidv7()];
    await database.db.insert(files).values({ id: fileId, ownerId: teacherId, sha256: 'none', bytes: 1, key: 'none' });
    await database.db.insert(documents).values({ id: documentId, courseId, fileId, name: 'water.pdf', revision: 1, jobId });
    const rows = types.map((type, at) => {
      const own = { id: uuidv7(), taskId: uuidv7(), courseId, documentId, jobId, type };
      return { ...common, ...own, ...contentOf(type, at + 1) };
    });
    await database.db.insert(questions).values(rows);
    return rows.map(({ id }) => id);
  } finally {
    await database.close();
  }
}

function contentOf(
  type: QuestionType,
  nth: number,
): Pick<typeof questions.$inferInsert, 'stem' | 'options' | 'answer' | 'accepted' | 'rubric'> {
  const empty = { options: [], accepted: [], rubric: [] };
  switch (type) {
    case 'cloze':
      return { ...empty, stem: `(${nth}) Water falls as ____.`, answer: 'rain', accepted: ['rain', 'the rain'] };
    case 'short_answer':
    case 'coding': {
      const rubric = ['Names rain', 'Names hail', 'Names snow'].map((criterion) => ({ criterion, points: 2 }));
      return { ...empty, stem: `(${nth}) As what does water fall?`, answer: 'Water falls as rain, hail or snow.', rubric };
    }
    case 'true_false': {
      const options = ['True', 'False'].map((text) => ({ text, correct: text === 'True', reason: '' }));
      return { ...empty, stem: `(${nth}) Water falls as rain.`, answer: 'True', options };
    }
    case 'single_choice':
    case 'multiple_choice': {
      const rights = type === 'single_choice' ? ['Rain'] : ['Rain', 'Hail'];
      const options = [...rights, 'Sand', 'Light'].map((text) => ({
        text,
        correct: rights.includes(text),
        reason: 'The chapter says so.',
      }));
      return { ...empty, stem: `(${nth}) As what does water fall?`, answer: rights.join('; '), options };
    }
  }
}
