import { hasOwnOptions, type Item, type Rule } from './item.ts';

/** How a language asks for what is not so. */
interface Negation {
  /** How a sentence begins that asks for one of the options. */
  asks: RegExp;
  /** What opens a clause of its own: a "not" behind it belongs to the thing that is described. */
  subordinate: RegExp;
  /** The words to emphasise, each in its first group. */
  words: RegExp;
}

const negations: Readonly<Record<string, Negation>> = {
  en: {
    asks: /^(?:which|what|who|whom|where|when|in which|all|each|every|identify|choose|select)\b/iu,
    subordinate: /,|\b(?:that|who|whose|because|since|when|while|if|unless|where)\b/iu,
    words:
      /\b((?<!["'`“‘])not(?!["'`”’]| (?:in )?(?:operator|keyword|gate))|except(?=\s*(?:[:_.?…]|$|(?:for|one|when)\b))|cannot|never|(?<!\bat )least(?! (?:common|squares|significant|upper))|\w+n['’]t)\b/iu,
  },
  de: {
    asks: /^(?:welche[rsmn]?|was|wer|wo|wann|alle|nenne|wähle|bei welche[rmn])\b/iu,
    subordinate: /,/u,
    words: /(?<!\p{L})(nicht|keine?[rsmn]?|außer|nie|niemals|am wenigsten)(?!\p{L})/iu,
  },
  fr: {
    asks: /^(?:lequel|laquelle|lesquels|lesquelles|quel|quelle|quels|quelles|que|qu['’]|où|parmi|tous|toutes)/iu,
    subordinate: /(?<!^)\b(?:qui|que|dont|où|parce|quand|si)\b/iu,
    words: /(?<!\p{L})(pas|sauf|excepté|jamais)(?!\p{L})/iu,
  },
  es: {
    asks: /^¿?(?:cuál|cuáles|qué|quién|quiénes|dónde|cuándo|todos|todas)(?!\p{L})/iu,
    subordinate: /,|\b(?:que|cuando|si|porque|donde)\b/iu,
    words: /(?<!\p{L})(no|excepto|salvo|nunca)(?!\p{L})/iu,
  },
  it: {
    asks: /^(?:quale|quali|che|cosa|chi|dove|quando|tutti|tutte)(?!\p{L})/iu,
    subordinate: /(?<!^),|(?<!^)\b(?:che|cui|se|perché)\b/iu,
    words: /(?<!\p{L})(non|tranne|eccetto|mai)(?!\p{L})/iu,
  },
  pt: {
    asks: /^(?:qual|quais|que|quem|onde|quando|todos|todas)(?!\p{L})/iu,
    subordinate: /(?<!^),|(?<!^)\b(?:que|se|porque|cujo)\b/iu,
    words: /(?<!\p{L})(não|exceto|nunca)(?!\p{L})/iu,
  },
};

/** One sentence, with the white space behind it. */
const sentence = /[^.?!:]+(?:[.?!:](?!\s|$)[^.?!:]*)*[.?!:]*\s*/gu;
/** Writes the word that turns a question around in capitals: students who read over it would answer the opposite. */
export function emphasiseNegation(item: Item): Item {
  const negation = negations[item.language];
  if (!negation || !hasOwnOptions(item)) return item;
  const stem = item.stem.replaceAll(sentence, (text) => {
    const main = mainClauseOf(text, negation);
    return main === '' ? text : main.replace(negation.words, (word) => word.toUpperCase()) + text.slice(main.length);
  });
  return { ...item, stem };
}

/** Two negations in one question cannot be mended by capitals. */
export const hasDoubleNegation: Rule = (item) => {
  const negation = negations[item.language];
  if (!negation || !hasOwnOptions(item)) return undefined;
  const all = new RegExp(negation.words, 'giu');
  const isDouble = (item.stem.match(sentence) ?? []).some((text) => [...mainClauseOf(text, negation).matchAll(all)].length > 1);
  return isDouble ? 'negative_not_emphasised' : undefined;
};

/** The part of a sentence that asks; empty where it asks nothing. */
function mainClauseOf(text: string, { asks, subordinate }: Negation): string {
  if (!asks.test(text.trimStart())) return '';
  const opening = asks.exec(text)?.[0].length ?? 0;
  const end = text.slice(opening).search(subordinate);
  // "All of these are gases, except": what is left out is said at the end.
  if (end < 0 || /\bexcept\b[\s:_.?…]*$/iu.test(text)) return text;
  return text.slice(0, opening + end);
}
