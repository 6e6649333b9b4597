import type { UpdateQuestionBody } from '@lectern/contract';
import type { QuestionContent } from '@lectern/db';
import { normalizeGap } from '../rules/gap.ts';
import { isChoice, keyOf } from './key-of.ts';

/** What is left out stays as it is. */
type QuestionChanges = Omit<UpdateQuestionBody, 'version' | 'evidence'>;

/** A content with its changes, and with what follows from them: the key of a choice, and that a cloze accepts its key. */
export function applyChanges(content: QuestionContent, changes: QuestionChanges): QuestionContent {
  const changed: QuestionContent = {
    ...content,
    stem: changes.stem ?? content.stem,
    options: changes.options ?? content.options,
    answer: changes.answer ?? content.answer,
    rubric: changes.rubric ?? content.rubric,
    reasoningRubric: changes.reasoning_rubric ?? content.reasoningRubric,
    starter: changes.starter === undefined ? content.starter : changes.starter,
    explanation: changes.explanation ?? content.explanation,
    difficulty: changes.difficulty ?? content.difficulty,
    bloom: changes.bloom ?? content.bloom,
    topic: changes.topic ?? content.topic,
    language: changes.language ?? content.language,
  };
  if (isChoice(content.type)) changed.answer = keyOf(changed.options);
  changed.accepted = changes.accepted ?? keptSpellings(content, changed);
  if (content.type === 'cloze') {
    changed.stem = normalizeGap(changed.stem);
    changed.accepted = [...new Set([changed.answer, ...changed.accepted])];
  }
  return changed;
}

/** A key that was corrected counts no longer. */
function keptSpellings(before: QuestionContent, after: QuestionContent): string[] {
  return after.answer === before.answer ? before.accepted : before.accepted.filter((spelling) => spelling !== before.answer);
}
