import { type Block, cutIntoBlocks } from './blocks.ts';
import { type Clause, parseClause } from './clause.ts';
import { type Fault, findFault, findGrammarFault, startsExercise } from './faults.ts';
import { detectLanguage } from './language.ts';
import { findNounPhrases, type NounPhrase } from './noun-phrases.ts';
import { splitSentences } from './sentences.ts';
import type { Tagger, Token } from './tagger.ts';
import { contentStems } from './words.ts';

export interface Sentence {
  /** One line. */
  text: string;
  /** The same as it stands in the passage. */
  quote: string;
  /** The nearest line above that stands alone: mostly the section's heading. */
  heading: string;
  /** Why it cannot stand alone; undefined for a good source. */
  fault: Fault | undefined;
  /** 0 to 1: how likely a question made of it is sound without its neighbours. */
  trust: number;
  tokens: readonly Token[];
  phrases: readonly NounPhrase[];
  clause: Clause | undefined;
  stems: ReadonlySet<string>;
}

export interface PassageAnalysis {
  text: string;
  /** BCP 47. */
  language: string;
  blocks: readonly Block[];
  sentences: readonly Sentence[];
}

/** `A line of code found at the end of many modules.` has no verb of its own: `found` is a participle. */
function maybeFragment(text: string, clause: Clause | undefined): boolean {
  return (
    clause?.kind === 'verb' &&
    clause.past &&
    /^an?$/u.test(clause.determiner) &&
    /\b(?:\w+ed|found|made|written|given|known|built) (?:in|at|by|on|from|to|for|with|into)\b/u.test(text)
  );
}

/** After an example, `the counter` is the example's, `the outer loop` may be; `a counter` and `counters` are any. */
function trustAfterExample(text: string, clause: Clause | undefined): number {
  const definite = clause ? clause.determiner !== '' && !/^an?$/u.test(clause.determiner) : /^the /iu.test(text);
  if (!definite || /^\S+ [^,]{0,40}\(/u.test(text)) return 0.8;
  return clause && clause.core.to - clause.core.from > 1 ? 0.65 : 0.5;
}

function trustIn(text: string, clause: Clause | undefined, afterExample: boolean): number {
  let trust = clause ? 1 : 0.8;
  if (afterExample) trust *= trustAfterExample(text, clause);
  if (/\b(?:we|our|us)\b/iu.test(text)) trust *= 0.7;
  if (/^(?:if|when|once|while|since|after|before|although)\b/iu.test(text)) trust *= 0.75;
  if (/["“”]/u.test(text)) trust *= 0.8;
  if (/\w\(\s*[^)\s]/u.test(text)) trust *= 0.5;
  if (maybeFragment(text, clause)) trust *= 0.5;
  if (text.split(' ').length > 30) trust *= 0.8;
  if (/^note: /iu.test(text)) trust *= 0.9;
  return trust;
}

/** Opening words that link to the sentence before and can be left out without changing what is said. */
const removableOpening =
  /^(?:so far,|thus far,|however|therefore|moreover|furthermore|additionally|also|in addition(?! to\b)|in fact|technically|of course|note that|note|remember that|recall that|basically|simply put|in other words|in short|generally speaking)\s*[,:]?\s+(?=\S)/iu;

/** `loc[] allows you to access data`: the reader is anybody. */
const anybody = /\b(allow|enable|permit|help|let)(s?) (?:you|us|programmers|users) (?:to )?(?=\p{Ll})/u;

const opensWithCode = /^[a-z_][\w.]*(?:\(\)|\[\])/u;

function withoutOpening(text: string): string {
  const cut = withoutLabel(text)
    .replace(removableOpening, '')
    .replace(anybody, (_, _verb, ending: string) => `make${ending} it possible to `);
  return cut === text || opensWithCode.test(cut) ? cut : cut.charAt(0).toUpperCase() + cut.slice(1);
}

/** `Series: A Series is …`: the label of a list's item says what the sentence begins with. */
function withoutLabel(text: string): string {
  const [, label = '', rest = ''] = /^([^.:,]{2,40}): ((?:\p{Lu}|[a-z_]\w*(?:\(\)|\[\])).*)$/su.exec(text) ?? [];
  const opening = contentStems(rest.split(' ').slice(0, 6).join(' '));
  return [...contentStems(label)].some((word) => opening.has(word)) ? rest : text;
}

/** `Every object has an identity, a type, and a value:` is a whole sentence, whatever is listed after it. */
function withFullStop(text: string): string {
  const whole =
    text.endsWith(':') &&
    text.split(' ').length >= 6 &&
    !/\b(?:\w+ing|includes?|is|are|as|by|to|of|do|does|has|have|follow\w*|these|options?|ways?|below)[^\p{L}]*:$/iu.test(text);
  return whole && !/\bfollowing\b/iu.test(text) ? text.replace(/\W+$/u, (end) => `${end.includes('"') ? '"' : ''}.`) : text;
}

interface BlockState {
  exercise: boolean;
  heading: string;
}

class PassageReader {
  private readonly passage: string;
  private readonly language: string;
  private readonly tagger: Tagger;
  private readonly segmenter: Intl.Segmenter;

  constructor(passage: string, language: string, tagger: Tagger) {
    this.passage = passage;
    this.language = language;
    this.tagger = tagger;
    this.segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  }

  readBlock(block: Block, state: BlockState): Sentence[] {
    if (block.kind === 'label') {
      state.exercise = false;
      state.heading = block.text;
      return [];
    }
    let afterExample = false;
    return splitSentences(block, this.passage, this.segmenter).map((raw) => {
      if (startsExercise(raw.text)) state.exercise = true;
      const sentence = this.readSentence({ ...raw, text: withFullStop(withoutOpening(raw.text)) }, state.heading, afterExample);
      if (sentence.fault === 'example' || sentence.fault === 'supposition') afterExample = true;
      return state.exercise ? { ...sentence, fault: sentence.fault ?? ('instruction' as const) } : sentence;
    });
  }

  private readSentence(raw: { text: string; quote: string }, heading: string, afterExample: boolean): Sentence {
    const english = this.language === 'en';
    const tokens = english ? this.tagger.tag(raw.text) : [];
    const clause = english ? parseClause(tokens) : undefined;
    const fault = findFault(raw, this.language) ?? (english ? findGrammarFault(tokens, clause) : undefined);
    const phrases = english ? findNounPhrases(tokens) : [];
    return {
      ...raw,
      heading,
      fault,
      trust: trustIn(raw.text, clause, afterExample),
      tokens,
      phrases,
      clause,
      stems: contentStems(raw.text),
    };
  }
}

/** Longer passages are read up to here; a passage is a chunk of a document, not a book. */
const longestPassage = 20_000;

/** Reads a passage: its blocks, sentences and, for English, their grammar. `language` is what to assume for short texts. */
export function analysePassage(text: string, language: string, tagger: Tagger): PassageAnalysis {
  const passage = text.slice(0, longestPassage);
  const detected = detectLanguage(passage, language);
  const blocks = cutIntoBlocks(passage, detected === 'en' ? (word) => tagger.isCommonWord(word) : undefined);
  const reader = new PassageReader(passage, detected, tagger);
  const state: BlockState = { exercise: false, heading: '' };
  const sentences = blocks.flatMap((block) => reader.readBlock(block, state));
  return { text: passage, language: detected, blocks, sentences };
}
