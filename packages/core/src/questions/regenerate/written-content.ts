import type { QuestionContent } from '@lectern/db';
import type { FoundQuestion } from '../ask-for-questions.ts';
import { plain } from '../fingerprint.ts';
import { placeKey } from '../select-candidates.ts';

/** What a written question would make of the one that it is to replace; as it was written where it did not pass the checks. */
export function contentOfWritten({ question: written, source, checked }: FoundQuestion, replaced: QuestionContent): QuestionContent {
  const { type, stem, options, answer, accepted, rubric, starter, explanation, difficulty, bloom, topic, language, quote } = written;
  const asWritten = {
    type,
    stem: stem.trim(),
    options,
    answer,
    accepted,
    rubric,
    reasoningRubric: replaced.reasoningRubric,
    starter,
    explanation,
    difficulty,
    bloom,
    topic,
    language,
  };
  const content: QuestionContent = {
    ...asWritten,
    revision: source.revision,
    page: source.pages[0]?.page ?? replaced.page,
    quote,
    ...(typeof checked !== 'string' && checked),
    verification: 'code_checked',
    verifiedBy: null,
    reviewNote: null,
  };
  return type === 'single_choice' ? { ...content, options: placeKeyLike(content, replaced) } : content;
}

/** The key stays where it was: the bank's places are balanced. */
function placeKeyLike({ options }: QuestionContent, replaced: QuestionContent): QuestionContent['options'] {
  const place = replaced.options.findIndex((option) => option.correct);
  return placeKey(
    options,
    options.map((_, at) => (at === place ? 0 : 1)),
  );
}

/** Whether a student would be asked the same, to be answered and graded in the same way. */
export function isSameContent(a: QuestionContent, b: QuestionContent): boolean {
  return printAll(a) === printAll(b);
}

function printAll({ stem, options, answer, rubric, starter }: QuestionContent): string {
  const texts = options.map(({ text }) => text.trim().toLowerCase()).toSorted();
  return JSON.stringify([plain(stem), plain(answer), texts, rubric.map(({ criterion, points }) => [plain(criterion), points]), starter]);
}
