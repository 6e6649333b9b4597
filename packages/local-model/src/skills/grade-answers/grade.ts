import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SkillContext } from '../skill.ts';
import { createCodeJudge } from './code.ts';
import { decide, type Measure, measureOf, readAnswer } from './criterion.ts';
import { feedbackFor } from './feedback.ts';
import type { Decision, GradedAnswer } from './graded-answer.ts';
import type { GradeInput, MeasuredQuestion, StudentAnswer } from './request.ts';

/** Longer answers do not come: what is beyond is not read. */
const mostChars = 20_000;

function decisionsOn(question: MeasuredQuestion, measure: Measure, text: string): Decision[] {
  if (question.type === 'coding') return question.criteria.map(createCodeJudge(question, text));
  const answer = readAnswer(text, measure);
  return measure.criteria.map((criterion) => decide(answer, criterion));
}

function gradeOne({ id, text: whole }: StudentAnswer, question: MeasuredQuestion, measure: Measure): GradedAnswer {
  const text = whole.slice(0, mostChars);
  const decisions = decisionsOn(question, measure, text);
  const criteria = question.criteria.map(({ id: criterion }, place) => {
    const { met, why, span, certainty } = decisions[place] ?? { met: false, why: '', span: '', certainty: 0.1 };
    return { criterion, met: met && span !== '', why, span, certainty };
  });
  const met = criteria.filter((one) => one.met).length;
  return { answer: id, criteria, feedback: feedbackFor(text, question.language, met, criteria.length) };
}

/** Grades each answer by itself, in their order. An answer to a question that is not there meets nothing. */
export async function gradeAnswers({ questions, answers }: GradeInput, { signal }: SkillContext): Promise<GradedAnswer[]> {
  const known = new Map(questions.map((question) => [question.id, { question, measure: measureOf(question) }]));
  const items: GradedAnswer[] = [];
  for (const answer of answers) {
    signal.throwIfAborted();
    const asked = known.get(answer.question);
    items.push(
      asked ? gradeOne(answer, asked.question, asked.measure) : { answer: answer.id, criteria: [], feedback: feedbackFor('', 'en', 0, 0) },
    );
    await nextTurn();
  }
  return items;
}
