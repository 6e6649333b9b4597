import type { questions } from '@lectern/db';

/** A draft about a page that says "It falls as rain."; ids and all that a test wants otherwise come on top. */
export const waterQuestion = {
  ordinal: 0,
  revision: 1,
  page: 1,
  quote: 'It falls as rain.',
  type: 'short_answer',
  stem: 'As what does water fall?',
  options: [],
  answer: 'As rain.',
  rubric: [{ criterion: 'Names rain', points: 2 }],
  explanation: 'It says so.',
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'water',
  language: 'en',
  state: 'draft',
} satisfies Partial<typeof questions.$inferInsert>;
