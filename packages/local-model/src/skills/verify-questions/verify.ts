import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PassageText } from '../../passages.ts';
import type { SkillContext } from '../skill.ts';
import { answerChoice } from './choice.ts';
import { type EvidenceLine, readEvidence } from './evidence.ts';
import { fillGap, quoteAnswer } from './open.ts';
import type { AskedQuestion, VerifyInput } from './request.ts';
import { judgeStatement } from './statement.ts';
import { type Finding, unanswered, type Verdict } from './verdict.ts';

function answer(question: AskedQuestion, lines: readonly EvidenceLine[]): Finding {
  switch (question.type) {
    case 'true_false':
      return judgeStatement(question, lines);
    case 'single_choice':
    case 'multiple_choice':
      return answerChoice(question, lines);
    case 'cloze':
      return fillGap(question, lines);
    case 'short_answer':
      return quoteAnswer(question, lines);
    // A program is not found in a text.
    default:
      return unanswered('not_checked');
  }
}

/** Answers each question from its passage alone, in the order of the questions. */
export async function verifyQuestions(input: VerifyInput, { analyser, signal }: SkillContext): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const read = new Map<PassageText, readonly EvidenceLine[]>();
  const linesOf = (passage: PassageText) => {
    const lines = read.get(passage) ?? readEvidence(passage, input.language, analyser);
    read.set(passage, lines);
    return lines;
  };
  for (const question of input.questions) {
    signal.throwIfAborted();
    const passage = input.passages.find(({ id }) => id === question.passage);
    const finding = passage ? answer(question, linesOf(passage)) : unanswered('not_in_passage');
    verdicts.push({ question: question.id, ...finding });
    await nextTurn();
  }
  return verdicts;
}
