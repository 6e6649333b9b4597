import type { AskedQuestionBody, GivenAnswer, QuestionBody, QuestionResult } from '@lectern/contract';
import type { z } from 'zod';

/** What a student has in mind, in words: options have other ids in every attempt. Nothing: left blank. */
export interface Wanted {
  chosen?: readonly string[];
  text?: string;
  reasoning?: string;
}

/** The same as the API wants it from this student. */
export function toGiven(asked: AskedQuestionBody, { chosen, text }: Wanted): GivenAnswer {
  if (text !== undefined) return text;
  if (chosen === undefined) return null;
  const ids = chosen.map((wanted) => {
    const option = asked.options.find((candidate) => candidate.text === wanted);
    if (!option) throw new Error(`“${wanted}” is not among the options`);
    return option.id;
  });
  return asked.type === 'multiple_choice' ? ids : (ids[0] ?? null);
}

/** What results say was answered, in the same words; options in the order in which the bank has them. */
export function answeredIn({ type, options, answer, reasoning }: z.infer<typeof QuestionResult>): Wanted {
  const beside = reasoning === null ? {} : { reasoning };
  if (!type.endsWith('_choice') && type !== 'true_false') return { ...(typeof answer === 'string' && { text: answer }), ...beside };
  const chosen = options.filter((option) => option.chosen).map(({ text }) => text);
  return { ...(chosen.length > 0 && { chosen: chosen.toSorted() }), ...beside };
}

/** The same with its options in one order. */
export function sorted({ chosen, text, reasoning }: Wanted): Wanted {
  return {
    ...(chosen && chosen.length > 0 && { chosen: chosen.toSorted() }),
    ...(text !== undefined && { text }),
    ...(reasoning !== undefined && { reasoning }),
  };
}

/** Points for an answer to a question with a key, worked out apart from the product: the share of rights less the share of wrongs. */
export function scoreByHand({ type, options, accepted }: QuestionBody, { chosen = [], text }: Wanted, points: number): number {
  if (type === 'cloze') {
    const given = text?.trim().toLowerCase();
    return accepted.some((spelling) => spelling.toLowerCase() === given) ? points : 0;
  }
  const keys = options.filter(({ correct }) => correct).map((option) => option.text);
  const right = chosen.filter((choice) => keys.includes(choice)).length;
  if (type !== 'multiple_choice') return right === 1 ? points : 0;
  const wrong = chosen.length - right;
  return inCents(points * Math.max(0, right / keys.length - wrong / (options.length - keys.length)));
}

export function inCents(score: number): number {
  return Math.round(score * 100) / 100;
}
