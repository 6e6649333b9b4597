import type { Criterion, QuestionType, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { contentWords, newWords, plain } from './fingerprint.ts';
import { isSameGapFilling } from './rules/gap-filling.ts';
import { letterAt, type AskedQuestion, type Verdict } from './verify-prompt.ts';

/** What a verdict is compared with. */
export interface JudgedQuestion {
  type: QuestionType;
  stem: string;
  options: readonly QuestionOption[];
  answer: string;
  accepted: readonly string[];
  rubric: readonly Criterion[];
}

/**
 * `not_checked`: nothing was found against it, but nobody has come to its key either; it may enter the bank as one that the
 * code alone has checked.
 */
export type Judgement = { kind: 'verified' } | { kind: 'not_checked' } | { kind: 'rejected'; reason: RejectReason; note: string };

/**
 * Compares what somebody answered who did not see the key with the key. Confidence does not count: models are poor judges of
 * their own. A question that the answer left out is not checked: what is wrong there is the answer, and a teacher who sees
 * that it was not verified is served better than by a question less.
 * @param asked The question as it was shown, whose letters the verdict uses.
 */
export function judgeVerdict(question: JudgedQuestion, verdict: Verdict | undefined, asked: AskedQuestion): Judgement {
  if (!verdict) return { kind: 'not_checked' };
  if (verdict.problem === 'malformed') return rejected('unclear', 'It was not understood without its key.');
  if (question.type === 'coding' || verdict.problem === 'not_checked') return { kind: 'not_checked' };
  if (verdict.problem === 'no_answer') return rejected('not_answerable', 'Its passage does not answer it.');
  if (verdict.problem === 'not_in_passage') return rejected('not_answerable', 'Its passage does not speak of it.');
  if (verdict.answer.every((text) => text.trim() === '')) return rejected('not_answerable', 'No answer was found in its passage.');
  if (question.type === 'cloze') return judgeGap(question, verdict);
  if (question.type === 'short_answer') return judgeOpen(question, verdict);
  return judgeChoice(question, verdict, asked);
}

function rejected(reason: RejectReason, note: string): Judgement {
  return { kind: 'rejected', reason, note: note.length > longestNote ? `${note.slice(0, longestNote - 1)}…` : note };
}

const longestNote = 500;

function judgeChoice(question: JudgedQuestion, verdict: Verdict, asked: AskedQuestion): Judgement {
  const keys = new Set(question.options.filter((option) => option.correct).map(({ text }) => text));
  const [chosen, defensible] = [optionsNamed(verdict.answer, asked), optionsNamed(verdict.defensible, asked)];
  const missed = [...keys].filter((key) => !chosen.has(key));
  const extra = [...chosen].filter((text) => !keys.has(text));
  // One more beside the key is a second best option; one instead of the key is another opinion.
  if (missed.length > 0 || (extra.length > 0 && question.type === 'true_false')) {
    return rejected('verifier_disagrees', `The second reading answered: ${[...chosen].join('; ') || verdict.answer.join('; ')}`);
  }
  const others = [...extra, ...[...defensible].filter((text) => !keys.has(text))];
  if (others.length > 0) return rejected('several_answers', `Could be defended as well: ${[...new Set(others)].join('; ')}`);
  if (verdict.problem === 'several_answers' && question.type !== 'multiple_choice') {
    return rejected('several_answers', 'Another option could be defended as well.');
  }
  return { kind: 'verified' };
}

/** The options that an answer names, by letter or by their text, as models do: `B`, `b)`, `(B)`, `B) the text`, `the text`. */
function optionsNamed(answers: readonly string[], { options }: AskedQuestion): Set<string> {
  const named = new Set<string>();
  for (const answer of answers) {
    const text = answer.trim();
    const letter = /^\(?(?<letter>[A-Za-z])(?:[).:]+(?:\s.*)?)?$/su.exec(text)?.groups?.letter?.toUpperCase();
    const found = options.find((option) => option.text.trim() === text) ?? options.find((_, place) => letterAt(place) === letter);
    const option = found ?? options.find((one) => plain(one.text) !== '' && plain(one.text) === plain(text));
    if (option) named.add(option.text);
  }
  return named;
}

function judgeGap({ answer, accepted }: JudgedQuestion, verdict: Verdict): Judgement {
  const known = [answer, ...accepted];
  const others = verdict.answer.filter((text) => !known.some((spelling) => isSameGapFilling(spelling, text)));
  if (others.length === verdict.answer.length) {
    return rejected('verifier_disagrees', `The second reading filled the gap with: ${others.join('; ')}`);
  }
  if (verdict.problem === 'several_answers' || others.length > 0) {
    const also = verdict.defensible.filter((text) => !known.some((spelling) => isSameGapFilling(spelling, text)));
    return rejected('several_answers', `Other words fit as well: ${[...new Set([...others, ...also])].join('; ') || 'not named'}`);
  }
  return { kind: 'verified' };
}

/** Free answers are never worded alike: sharing what the question does not say already is agreement. */
function judgeOpen({ stem, answer, rubric }: JudgedQuestion, verdict: Verdict): Judgement {
  const given = contentWords(verdict.answer.join(' '));
  const expected = contentWords([answer, ...rubric.map(({ criterion }) => criterion)].join(' '));
  const news = newWords(expected, contentWords(stem));
  const wanted = news.size > 0 ? news : expected;
  const agrees = [...given].some((word) => wanted.has(word));
  return agrees ? { kind: 'verified' } : rejected('verifier_disagrees', `The second reading answered: ${verdict.answer.join(' ')}`);
}
