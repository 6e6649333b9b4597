import type { AnswerPart } from '@lectern/contract';
import { answers, type AnswerValue, type AskedContent } from '@lectern/db';
import { hashAnswer } from './answer-hash.ts';
import type { GradeKey } from './grade-key.ts';

/** Where an answer keeps the grade that counts for a part of it. */
export const gradeColumns = { answer: answers.gradeId, reasoning: answers.reasoningGradeId } as const satisfies Record<AnswerPart, unknown>;

/** Null: nothing was given there. */
export function valueOfPart(part: AnswerPart, given: { answer: AnswerValue | null; reasoning: string | null }): AnswerValue | null {
  if (part === 'answer') return given.answer;
  return given.reasoning === null ? null : { text: given.reasoning };
}

/** A part of an answer of an attempt; an evaluation has none. */
export interface PartPlace {
  attemptId: string | null;
  ordinal: number;
  part: AnswerPart;
}

export function nameOfPart({ attemptId, ordinal, part }: PartPlace): string {
  return `${attemptId} ${ordinal} ${part}`;
}

interface MeasuredPart extends Omit<GradeKey, 'answerHash'> {
  /** The question as it was asked. */
  asked: Pick<AskedContent, 'type'>;
}

/** What a part of an answer has in common with all that share its grade. */
export function keyOfPart({ askedId, basisId, part, asked }: MeasuredPart, value: AnswerValue | null): GradeKey {
  return { askedId, basisId, part, answerHash: hashAnswer(asked.type, value) };
}
