import { type PassageText, readPassages } from '../passages.ts';
import type { ChatMessage, SkillContext } from '../skills/skill.ts';
import { contentStems } from '../text/words.ts';

const introduction =
  'This is Lectern’s built-in model. There is no AI behind it: it finds sentences, it does not understand or compose. ' +
  'It can write questions from passages and answer them again, pick the sentences and terms that sum up a section, ' +
  'quote the sentences of given passages that fit a question best, and compute embeddings. ' +
  'Configure a language model to get real answers.';

interface Found {
  passage: string;
  text: string;
  score: number;
}

/** Sentences by how many of the question's rarer words they hold. */
function rank(question: string, passages: readonly PassageText[], { analyser, signal }: SkillContext): Found[] {
  const asked = contentStems(question);
  const sentences = passages.flatMap(({ id, text }) => {
    signal.throwIfAborted();
    return analyser
      .analyse(text, 'en')
      .sentences.filter(({ fault }) => fault !== 'length' && fault !== 'code')
      .map((sentence) => ({ id, sentence }));
  });
  const rarity = (word: string) =>
    Math.log(1 + sentences.length / (1 + sentences.filter(({ sentence }) => sentence.stems.has(word)).length));
  const weights = new Map([...asked].map((word) => [word, rarity(word)]));
  return sentences
    .map(({ id, sentence }) => ({
      passage: id,
      text: sentence.text,
      score: [...weights].reduce((sum, [word, weight]) => sum + (sentence.stems.has(word) ? weight : 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

/**
 * Answers a plain chat without understanding it: quotes what fits best from `<passage>` blocks in the messages,
 * or says what this model is.
 */
export function answerChat(messages: readonly ChatMessage[], context: SkillContext): string {
  const passages = messages.flatMap(({ text }) => readPassages(text));
  const last = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const question = last
    .replaceAll(/<passage[\s>][\s\S]*?(?:<\/passage>|$)/gu, ' ')
    .replaceAll(/<\/?\w+>/gu, ' ')
    .trim();
  if (passages.length === 0 || question === '') return introduction;
  const found = rank(question, passages, context);
  const best = found.filter(({ score }) => score >= (found[0]?.score ?? 0) * 0.6).slice(0, 3);
  if (best.length === 0)
    return 'The given passages do not mention what the question asks about. (Built-in model: it compares words, nothing more.)';
  return `From the passages (built-in model, quotes only):\n${best.map(({ text, passage }) => `- “${text}” [${passage}]`).join('\n')}`;
}
