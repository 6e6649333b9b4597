import { distractorsOf, hasOwnOptions, keysOf, type Item, type Rule } from './item.ts';

const vowelSound = /^["'“‘(]*(?:[aeiou]|hour|honest|hono|heir|(?-i:[FHLMNRSX](?![a-z])))/iu;
const consonantSound = /^["'“‘(]*(?:uni(?!n|m)|us[eu]|util|eu|one\b|once\b|ubiq|(?-i:U(?![a-z])))/iu;
/** An article right before the gap, or at the end of a sentence that the options go on with. */
const openArticle = /\b(an?)(?=\s+_{3,})|(?<=\b(?:is|was|be|called|as|named|becomes?) )(an?)(?=\s*(?:[:…]|\.{2,3})?$)/u;

function articleOf(text: string): 'a' | 'an' {
  return vowelSound.test(text) && !consonantSound.test(text) ? 'an' : 'a';
}

/** "is called an ____" tells the one option that begins with a vowel; "a(n)" tells nothing. */
export function openArticles(item: Item): Item {
  const article = openArticle.exec(item.stem)?.[0];
  if (item.language !== 'en' || !hasOwnOptions(item) || article === undefined) return item;
  const isFair = item.options.every(({ text }) => articleOf(text) === article);
  return isFair ? item : { ...item, stem: item.stem.replace(openArticle, 'a(n)') };
}

const singularVerb = /^(?:what|which(?: of (?:these|the following))?(?: \w+)?) (?:is|was|has|does)\b|_{3,} (?:is|was|has|does)\b/iu;
const pluralVerb = /^(?:what|which(?: of (?:these|the following))?(?: \w+)?) (?:are|were|have|do)\b|_{3,} (?:are|were|have|do)\b/iu;
/** Noun phrases of few words: of anything longer the last word does not tell the number. */
const nounPhrase = /^(?:(?:an?|the) )?(?:[\p{L}-]+ ){0,2}[\p{L}-]+$/u;

type GrammaticalNumber = 'singular' | 'plural';

/** The verb of the stem is in the number of the key, and of no other option. */
export const hasGrammaticalGiveaway: Rule = (item) => {
  if (item.language !== 'en' || item.type !== 'single_choice') return undefined;
  const wanted = numberOfVerb(item.stem);
  const [key = ''] = keysOf(item);
  if (!wanted || numberOf(key) !== wanted) return undefined;
  const isAlone = distractorsOf(item).every((text) => numberOf(text) === (wanted === 'plural' ? 'singular' : 'plural'));
  return isAlone ? 'grammatical_giveaway' : undefined;
};

function numberOfVerb(stem: string): GrammaticalNumber | undefined {
  const [one, many] = [singularVerb.test(stem), pluralVerb.test(stem)];
  return one === many ? undefined : many ? 'plural' : 'singular';
}

function numberOf(text: string): GrammaticalNumber | undefined {
  if (!nounPhrase.test(text.trim())) return undefined;
  return /(?:[^suia]s|[aeiou]es|ias)$/iu.test(text.trim()) ? 'plural' : 'singular';
}
