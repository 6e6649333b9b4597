import { letterAt } from '../questions/verify-prompt.ts';
import { rubricOf } from './default-rubric.ts';
import type { PromptQuestion } from './grade-prompt.ts';
import type { UnitToGrade } from './read-units.ts';

/** A question as whoever grades sees it: asked as the student saw it, measured by the version that counts. */
export function promptQuestionOf(id: string, { asked, basis, part }: Pick<UnitToGrade, 'asked' | 'basis' | 'part'>): PromptQuestion {
  const common = { id, language: asked.language, passage: basis.quote, rubric: rubricOf(basis, part) };
  if (part === 'answer') return { ...common, type: asked.type, stem: asked.stem, reference: basis.answer };
  const options = asked.options.map(({ text }, place) => `${letterAt(place)}) ${text}`);
  const right = basis.options.filter(({ correct }) => correct).map(({ text }) => text);
  const reference = [`Right: ${right.join('; ')}`, ...(basis.explanation === '' ? [] : [basis.explanation])].join('\n');
  return { ...common, type: 'reasoning', stem: [asked.stem, ...options].join('\n'), reference };
}
