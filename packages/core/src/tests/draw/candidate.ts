import type { Difficulty, QuestionType } from '@lectern/contract';

/** What drawing has to know of an approved question. */
export interface Candidate {
  id: string;
  type: QuestionType;
  difficulty: Difficulty;
  topic: string;
  /** How many options it has. */
  options: number;
}
