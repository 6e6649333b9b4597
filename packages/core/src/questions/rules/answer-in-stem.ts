import { contentWords, coverage, plain, wordsOf } from '../fingerprint.ts';
import { isFunctionWord } from './function-words.ts';
import { isSameGapFilling } from './gap-filling.ts';
import { distractorsOf, hasOwnOptions, keysOf, type Item, type Rule } from './item.ts';

/** Below this "in", "2" or the variable x stand in a stem by chance. */
const leastLetters = 3;
/** Of the words of a reference answer: with so many in the stem nothing is left to be said. */
const answeredShare = 0.9;

/** The stem contains its own answer. */
export const hasAnswerInStem: Rule = (item) => (isAnswered(item) ? 'answer_in_stem' : undefined);

/** Another word for what a gap asks may stand beside it ("HyperText Markup Language (____)"): then it is no answer. */
export function dropToldSpellings(item: Item): Item {
  const holds = finderIn(item.stem);
  return { ...item, accepted: item.accepted.filter((spelling) => isSameGapFilling(spelling, item.answer) || !holds(spelling)) };
}

function isAnswered(item: Item): boolean {
  const holds = finderIn(item.stem);
  if (hasOwnOptions(item)) return keysOf(item).every(holds) && !distractorsOf(item).some(holds);
  if (item.type === 'cloze')
    return item.accepted.some(holds) || wordsOf(item.stem).some((word) => canTell(word) && isSameGapFilling(word, item.answer));
  if (item.type === 'short_answer') {
    return holds(item.answer) || coverage(contentWords(item.answer), contentWords(item.stem)) >= answeredShare;
  }
  return false;
}

/** Whether a text stands in the stem as words. */
function finderIn(stem: string): (text: string) => boolean {
  const words = ` ${plain(stem)} `;
  return (text) => canTell(text) && words.includes(` ${plain(text)} `);
}

function canTell(text: string): boolean {
  const words = wordsOf(text);
  return words.join('').length >= leastLetters && !words.every(isFunctionWord);
}
