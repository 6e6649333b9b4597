import { questions, type Db } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { QuestionRow } from '../../question-view.ts';

/** Of `insertQuestion`: what its course's document should have. */
export const pageOne = 'The water rises into the\nair. Then it falls as rain.';
export const pageTwo = 'Rivers carry it to the sea.';

/** A choice about the water, in the bank as a verified draft, unless the test wants it otherwise. */
export async function insertQuestion(
  db: Db,
  place: { courseId: string; documentId: string },
  over: Partial<typeof questions.$inferInsert> = {},
): Promise<QuestionRow> {
  const [row] = await db
    .insert(questions)
    .values({
      ...place,
      id: uuidv7(),
      jobId: uuidv7(),
      taskId: uuidv7(),
      ordinal: 0,
      revision: 1,
      page: 1,
      quote: 'Then it falls as rain.',
      type: 'single_choice',
      stem: 'As what does water fall?',
      options: ['rain', 'dust', 'light'].map((text, at) => ({ text, correct: at === 0, reason: '' })),
      answer: 'rain',
      explanation: 'It says so.',
      difficulty: 'easy',
      bloom: 'remember',
      topic: 'water',
      language: 'en',
      state: 'draft',
      verification: 'verified',
      verifiedBy: 'some-model',
      vector: [1, 0],
      embeddingModel: 'some-embedding',
      ...over,
    })
    .returning();
  if (!row) throw new Error('nothing was inserted');
  return row;
}
