import { readBlocks } from '../../tagged-blocks.ts';
import { PromptError } from '../skill.ts';

export interface AskedCriterion {
  id: string;
  text: string;
  points: number;
}

/** A question with all that its answers are measured by. */
export interface MeasuredQuestion {
  id: string;
  type: string;
  /** BCP 47. */
  language: string;
  stem: string;
  /** Empty where there is none. */
  passage: string;
  /** Empty where there is none. */
  reference: string;
  criteria: AskedCriterion[];
}

export interface StudentAnswer {
  id: string;
  question: string;
  text: string;
}

export interface GradeInput {
  questions: MeasuredQuestion[];
  answers: StudentAnswer[];
}

const mostAnswers = 50;
const mostCriteria = 20;

/** Parses `<question>`, `<passage>`, `<reference>`, `<criterion>` and `<answer>` blocks; all but the answers name their question. */
export function parsePrompt(prompt: string): GradeInput {
  const questions = new Map<string, MeasuredQuestion>();
  const answers: StudentAnswer[] = [];
  for (const { tag, text, attribute } of readBlocks(prompt, ['question', 'passage', 'reference', 'criterion', 'answer'])) {
    if (tag === 'answer') {
      if (answers.length < mostAnswers) answers.push({ id: attribute('id'), question: attribute('question'), text });
      continue;
    }
    const id = attribute(tag === 'question' ? 'id' : 'question');
    const question = questions.get(id) ?? { id, type: '', language: '', stem: '', passage: '', reference: '', criteria: [] };
    questions.set(id, question);
    if (tag === 'question')
      Object.assign(question, { type: attribute('type'), language: attribute('language') || 'en', stem: text.trim() });
    else if (tag === 'passage') question.passage = text.trim();
    else if (tag === 'reference') question.reference = text.trim();
    else if (question.criteria.length < mostCriteria)
      question.criteria.push({ id: attribute('id'), text: text.trim(), points: Number(attribute('points')) || 0 });
  }
  if (answers.length === 0) throw new PromptError('The user message must hold <answer id="…" question="…"> blocks.');
  return { questions: [...questions.values()], answers };
}
