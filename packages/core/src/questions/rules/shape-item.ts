import type { Criterion, RejectReason } from '@lectern/contract';
import type { QuestionOption } from '@lectern/db';
import { defaultRubric } from '../../grading/default-rubric.ts';
import { plain, wordsOf } from '../fingerprint.ts';
import type { WrittenQuestion } from '../prompt.ts';
import { countGaps, normalizeGap } from './gap.ts';
import type { Item } from './item.ts';

const choiceOptions = { min: 3, max: 6 } as const;
const criteria = { short_answer: { min: 2, max: 4 }, coding: { min: 2, max: 6 } } as const;
/** More is nothing that a student types into a gap, letter by letter. */
const longestGap = 8;

/** Brings a written question into the form of its type, leaving out what the type has no use for; or says why it has none. */
export function shapeItem(written: WrittenQuestion, language: string): Item | RejectReason {
  const { type, stem } = written;
  const bare = { type, stem: stem.trim(), options: [], answer: '', accepted: [], rubric: [], starter: null, language };
  if (bare.stem === '') return 'malformed';
  switch (type) {
    case 'single_choice':
    case 'multiple_choice':
      return shapeChoice(bare, written.options);
    case 'true_false':
      return shapeStatement(bare, written.options);
    case 'cloze':
      return shapeCloze(bare, written);
    case 'short_answer':
    case 'coding':
      return shapeFree(bare, written);
  }
}

function shapeChoice(bare: Item, written: readonly QuestionOption[]): Item | RejectReason {
  const options = written.map((option) => ({ ...option, text: option.text.trim() }));
  if (options.length < choiceOptions.min || options.length > choiceOptions.max) return 'malformed';
  if (options.some(({ text }) => text === '')) return 'malformed';
  const keys = options.filter((option) => option.correct);
  const isUnique = bare.type === 'single_choice' ? keys.length === 1 : keys.length >= 2 && keys.length < options.length;
  return isUnique ? { ...bare, options, answer: keys.map(({ text }) => text).join('; ') } : 'key_not_unique';
}

const truthWords = {
  True: new Set(['true', 'yes', 'wahr', 'richtig', 'ja', 'vrai', 'oui', 'verdadero', 'cierto', 'sí', 'vero', 'sì', 'verdadeiro', 'sim']),
  False: new Set(['false', 'no', 'falsch', 'nein', 'faux', 'non', 'falso', 'não']),
};

/** True first, False second, whatever order and language they came in. */
function shapeStatement(bare: Item, written: readonly QuestionOption[]): Item | RejectReason {
  const find = (truth: keyof typeof truthWords) => {
    const option = written.find(({ text }) => truthWords[truth].has(plain(text)));
    return option && { ...option, text: truth };
  };
  const [yes, no] = [find('True'), find('False')];
  if (!yes || !no || written.length !== 2) return 'malformed';
  return yes.correct === no.correct ? 'key_not_unique' : { ...bare, options: [yes, no], answer: yes.correct ? yes.text : no.text };
}

function shapeCloze(bare: Item, written: WrittenQuestion): Item | RejectReason {
  const stem = normalizeGap(bare.stem);
  const answer = written.answer.trim();
  if (countGaps(stem) !== 1 || answer === '' || wordsOf(answer).length > longestGap) return 'malformed';
  const spellings = new Map<string, string>();
  for (const spelling of [answer, ...written.accepted.map((text) => text.trim())]) {
    const known = spelling.toLowerCase();
    if (spelling !== '' && !spellings.has(known)) spellings.set(known, spelling);
  }
  return { ...bare, stem, answer, accepted: [...spellings.values()] };
}

function shapeFree(bare: Item, written: WrittenQuestion): Item | RejectReason {
  const { min, max } = bare.type === 'coding' ? criteria.coding : criteria.short_answer;
  const answer = written.answer.trim();
  const rubric = rubricOf(bare.type, written, answer);
  const distinct = new Set(rubric.map(({ criterion }) => criterion.toLowerCase()));
  if (rubric.length < min || rubric.length > max || distinct.size < rubric.length || distinct.has('')) return 'malformed';
  // A program can be judged by its rubric alone.
  if (bare.type === 'short_answer' && answer === '') return 'malformed';
  const starter = bare.type === 'coding' && written.starter?.trim() ? written.starter : null;
  return { ...bare, answer, rubric, starter };
}

/** A program that comes with a solution can be judged by the usual criteria. */
function rubricOf(type: Item['type'], { rubric }: WrittenQuestion, answer: string): Criterion[] {
  if (type === 'coding' && rubric.length === 0 && answer !== '') return defaultRubric('coding');
  return rubric.map(({ criterion, points }) => ({ criterion: criterion.trim(), points }));
}
