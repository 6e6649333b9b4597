import { UNSPACED } from '../../documents/text/characters.ts';
import { isCode } from '../../documents/text/line-shapes.ts';

/** What a sentence or line of a passage is good for. */
export type SentenceKind =
  /** Says something that can be asked about. */
  | 'statement'
  /** Says what something is. */
  | 'definition'
  /** One of an enumeration, a row of a table with text in it, a part of a sentence. */
  | 'item'
  /** A heading, a caption, a label: names what follows. */
  | 'label'
  /** Asks the reader something. */
  | 'question'
  /** Tells the reader to do something. */
  | 'task'
  /** Program text, references, contents, numbers, legal notes. */
  | 'other';

/** All patterns but those about capitals look at text in lower case: that takes half the time of the flag for it. */
const DEFINITIONS = [
  // English
  /^(?:technically, |formally, |in \w+, )?(?:an?|the) [^,.;:]{2,60} (?:is|are|means|refers to|consists of|describes|defines|represents) /,
  /^[^,.;:!?]{2,60} (?:is|are|was|were) (?:an?|the|any|one|used|known|called|defined) /,
  /\b(?:(?:is|are|was) (?:also )?(?:called|known as|termed|referred to as|defined as)|means|refers to|denotes|stands for|is short for)\b/,
  // German
  /^[^,.;:!?]{2,60} (?:ist|sind|war) (?:eine?[nrms]?|die|der|das) /,
  /\b(?:nennt man|hei(?:ß|ss)t|hei(?:ß|ss)en|bezeichnet|versteht man|bedeutet)\b/,
  // French, Spanish, Italian, Dutch
  /\b(?:(?:est|sont) (?:une?|l[ea]s?|appelé|défini|connu)|on appelle|signifie|désigne)/,
  /\b(?:(?:es|son) (?:una?|la|el|los|las)|se (?:llama|denomina|conoce como)|significa)\b/,
  /(?:^|\s)(?:(?:è|sono) (?:una?|uno|la|il|lo|dett|chiamat)|si (?:chiama|definisce))/,
  /\b(?:(?:is|zijn) (?:een|het)|noemt men|betekent)\b/,
  // Japanese, Chinese
  /とは|是指|称为|稱為|叫做|是一[种種]/,
] as const;
/** "Term: what it is", "Term – what it is": in any language, but for "Note: ..." and the like. */
const GLOSS =
  /^(?!(?:ex|example|note|tip|hint|warning|beispiel|hinweis|exemple|remarque|ejemplo|nota|esempio|voorbeeld)\b)\p{L}[\p{L}\p{M}\p{N} ()'’_-]{1,50}(?::| [–—-]) \p{L}/u;

const QUESTION = /[?？؟]["'”’)]*$/;
const TASKS = [
  /_{3,}/,
  /^(?:please |now |then |next, )?(?:add|answer|apply|assign|calculate|choose|compare|complete|compute|construct|copy|correct|create|define|demonstrate|describe|determine|develop|discuss|display|distinguish|draw|enter|evaluate|explain|fill|find|give|identify|implement|list|match|modify|name|obtain|prove|recall|recogni[sz]e|run|select|show that|solve|try|use the|write) (?!(?:is|are|was|can|may|must|should|will|has|have)\b)/,
  /^given (?:an?|the|two|three)\b.*\b(?:write|find|compute|calculate|print|output|determine)\b/,
  /\b(?:learning (?:objectives?|outcomes?)|by the end of this|you should be able to|in this (?:exercise|activity)|your (?:program|answer|task))\b/,
  /^(?:aufgabe|übung|lernziel|exercice|ejercicio|esercizio|oefening)/,
  /^\p{L}+en sie\b/u,
  /^(?!vous|avez|assez|chez|rez)\p{L}{3,}ez (?:l[ea']|les|une?|des|si|pourquoi|comment|votre)/u,
] as const;

const BOILERPLATE =
  /©|copyright|all rights reserved|\bisbn\b|\bdoi\b|https?:\/\/|www\.|creative commons|\bcc by\b|access for free|alle rechte vorbehalten|tous droits/;
/** Two of them make a reference to literature: a year, initials, pages or a volume. */
const REFERENCE_SIGNS = [
  /[(,] ?(?:1[89]|20)\d\d[a-z]?[).,]/,
  /\b\p{Lu}\p{Ll}+, (?:\p{Lu}\. ?){1,3}/u,
  /\bet al\b|\bpp?\. ?\d|\bvol\. ?\d|\bedn?\.\)|\b\d+ ?\(\d+\) ?[:,]/i,
] as const;
/** "Loops ........ 12", "loop, 12, 45–47": contents and indexes. */
const ENDS_IN_PAGE = /(?:\.{3,}|…|,|\s)\s?\d{1,4}(?:[–-]\d{1,4})?$/;
const ITEM = /^(?:[•‣▪■●○◦◆➢►▸✓·*–—-]\s|\(?(?:\d{1,2}|\p{Ll})[.)]\s)/u;
const ENDS_SENTENCE = /[.!…。！।۔][\])"'”’»]*$/;

const leastLetterShare = 0.6;
const leastWords = 5;
const leastCharacters = 10;
const mostLabelWords = 10;

/** The kind of one sentence or line, looked at by itself; `words` are those of `wordsOf`. */
export function kindOf(sentence: string, words: readonly string[]): SentenceKind {
  const bare = sentence.replace(ITEM, '');
  const lower = bare.toLowerCase();
  if (BOILERPLATE.test(lower) || isReference(sentence)) return 'other';
  if (QUESTION.test(lower)) return 'question';
  if (matches(TASKS, lower)) return 'task';
  if (letterShare(sentence, words) < leastLetterShare) return 'other';
  const isItem = bare !== sentence || sentence.includes('\t');
  const isGloss = GLOSS.test(lower);
  if (ENDS_SENTENCE.test(sentence)) {
    if (isGloss || matches(DEFINITIONS, lower)) return 'definition';
    if (UNSPACED.test(sentence) ? sentence.length >= leastCharacters : words.length >= leastWords) return 'statement';
    return isItem ? 'item' : 'other';
  }
  if (ENDS_IN_PAGE.test(sentence) || isCode(sentence)) return 'other';
  if (isGloss) return 'definition';
  return isItem || words.length > mostLabelWords ? 'item' : 'label';
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

function isReference(sentence: string): boolean {
  return /\d/.test(sentence) && REFERENCE_SIGNS.filter((sign) => sign.test(sentence)).length > 1;
}

/** Of the characters between the spaces, those of words that do not begin with a number. */
function letterShare(sentence: string, words: readonly string[]): number {
  if (UNSPACED.test(sentence)) return (sentence.match(/\p{L}/gu)?.length ?? 0) / sentence.length;
  const letters = words.reduce((sum, word) => (/^\d/.test(word) ? sum : sum + word.length), 0);
  return letters / Math.max(1, sentence.length - words.length + 1);
}
