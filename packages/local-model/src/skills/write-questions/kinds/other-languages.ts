import type { Sentence } from '../../../text/analysis.ts';
import { stopWords } from '../../../text/language.ts';
import type { Passage } from '../material.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { chance, shuffled } from '../random.ts';

/** What a question needs to say in a language. */
interface Phrases {
  cloze: (statement: string) => string;
  right: string;
  wrong: string;
  says: string;
}

const phrases: Readonly<Record<string, Phrases>> = {
  en: {
    cloze: (text) => `Which term completes the statement: “${text}”?`,
    right: 'This is the word in the text.',
    wrong: 'The text has another word here.',
    says: 'The text says:',
  },
  de: {
    cloze: (text) => `Welches Wort ergänzt den Satz: „${text}“?`,
    right: 'So steht es im Text.',
    wrong: 'Im Text steht hier ein anderes Wort.',
    says: 'Im Text steht:',
  },
  fr: {
    cloze: (text) => `Quel mot complète la phrase : « ${text} » ?`,
    right: 'C’est le mot du texte.',
    wrong: 'Le texte emploie ici un autre mot.',
    says: 'Le texte dit :',
  },
  es: {
    cloze: (text) => `¿Qué palabra completa la frase: «${text}»?`,
    right: 'Es la palabra del texto.',
    wrong: 'El texto usa aquí otra palabra.',
    says: 'El texto dice:',
  },
};

/** For all other languages: nothing but the text itself. */
const wordless: Phrases = { cloze: (text) => text, right: '✓', wrong: '✗', says: '' };

interface Word {
  text: string;
  start: number;
  end: number;
  /** The word before it, small; empty at the start of a sentence. */
  before: string;
}

interface Vocabulary {
  counts: ReadonlyMap<string, number>;
  /** For each word the words seen before it: what fits after an article of its gender. */
  before: ReadonlyMap<string, ReadonlySet<string>>;
  stop: ReadonlySet<string>;
}

const gap = '____';

class LanguageWriter {
  private readonly language: string;
  private readonly passages: readonly { index: number; passage: Passage }[];
  private readonly segmenter: Intl.Segmenter;
  private readonly seed: string;

  constructor(language: string, passages: readonly { index: number; passage: Passage }[], seed: string) {
    this.language = language;
    this.passages = passages;
    this.segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    this.seed = seed;
  }

  candidates(): Candidate[] {
    const vocabulary = this.readVocabulary();
    return this.passages.flatMap(({ index, passage }) =>
      passage.analysis.sentences
        .filter(({ fault }) => fault === undefined)
        .flatMap((sentence) => this.clozeAndStatements(sentence, index, vocabulary)),
    );
  }

  private wordsOf(text: string): Word[] {
    const words: Word[] = [];
    for (const { segment, index, isWordLike } of this.segmenter.segment(text)) {
      if (isWordLike)
        words.push({ text: segment, start: index, end: index + segment.length, before: words.at(-1)?.text.toLowerCase() ?? '' });
    }
    return words;
  }

  private readVocabulary(): Vocabulary {
    const counts = new Map<string, number>();
    const before = new Map<string, Set<string>>();
    for (const { passage } of this.passages) {
      for (const sentence of passage.analysis.sentences) {
        for (const word of this.wordsOf(sentence.text).slice(1)) {
          counts.set(word.text, (counts.get(word.text) ?? 0) + 1);
          before.set(word.text, (before.get(word.text) ?? new Set()).add(word.before));
        }
      }
    }
    return { counts, before, stop: stopWords(this.language) };
  }

  /** German nouns have a capital; elsewhere a word that carries meaning is one that is long and comes again. */
  private isTerm(word: string, { counts, stop }: Vocabulary): boolean {
    const ideographic = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u.test(word);
    if (!/^[\p{L}\p{M}-]+$/u.test(word) || word.length < (ideographic ? 2 : 4) || stop.has(word.toLowerCase())) return false;
    return this.language === 'de' ? /^\p{Lu}/u.test(word) : (counts.get(word) ?? 0) >= 2;
  }

  private fits(key: Word, other: string, sentence: Sentence, { before, stop }: Vocabulary): boolean {
    const small = [key.text, other].map((word) => word.toLowerCase());
    const [one = '', two = ''] = small;
    if (one.includes(two) || two.includes(one) || sentence.text.toLowerCase().includes(two)) return false;
    if (one.length > 5 && two.startsWith(one.slice(0, 5))) return false;
    if (/^\p{Lu}/u.test(key.text) !== /^\p{Lu}/u.test(other)) return false;
    return stop.has(key.before)
      ? before.get(other)?.has(key.before) === true
      : !/\p{Script=Latin}/u.test(one) || one.slice(-2) === two.slice(-2);
  }

  private keyOf(sentence: Sentence, vocabulary: Vocabulary): Word | undefined {
    const words = this.wordsOf(sentence.text).slice(1);
    const once = words.filter((word) => this.isTerm(word.text, vocabulary) && words.filter(({ text }) => text === word.text).length === 1);
    const score = (word: Word) =>
      Math.log2(1 + (vocabulary.counts.get(word.text) ?? 0)) + word.text.length / 12 + chance(this.seed, sentence.text, word.text);
    return once.sort((a, b) => score(b) - score(a))[0];
  }

  private clozeAndStatements(sentence: Sentence, passage: number, vocabulary: Vocabulary): Candidate[] {
    const key = this.keyOf(sentence, vocabulary);
    if (!key) return [];
    const others = shuffled(
      [...vocabulary.counts.keys()].filter((word) => this.isTerm(word, vocabulary) && this.fits(key, word, sentence, vocabulary)).sort(),
      `${this.seed}${sentence.text}`,
    );
    const quality = 0.5 + Math.min(0.3, (vocabulary.counts.get(key.text) ?? 0) / 20);
    const shared = { quality, concept: key.text, sentence, passage, language: this.language };
    return [
      { ...shared, type: 'single_choice', form: 'cloze', build: () => this.buildCloze(sentence, key, others) },
      { ...shared, type: 'true_false', form: 'true', truth: true, build: () => this.buildStatement(sentence, key, undefined) },
      {
        ...shared,
        type: 'true_false',
        form: 'false',
        truth: false,
        build: () => (others[0] === undefined ? undefined : this.buildStatement(sentence, key, others[0])),
      },
    ];
  }

  private get phrases(): Phrases {
    return phrases[this.language.split('-', 1)[0] ?? ''] ?? wordless;
  }

  private draft(sentence: Sentence, key: Word, stem: string, options: Draft['options']): Draft {
    return {
      stem,
      options,
      explanation: `${this.phrases.says} ${quoted(sentence.text)}`.trim(),
      topic: key.text,
      difficulty: 'medium',
      bloom: 'remember',
    };
  }

  private buildCloze(sentence: Sentence, key: Word, others: readonly string[]): Draft | undefined {
    if (others.length < 3) return undefined;
    const statement = `${sentence.text.slice(0, key.start)}${gap}${sentence.text.slice(key.end)}`.replace(/[.。]$/u, '');
    const stem = this.phrases.cloze(statement);
    const wrong = others.slice(0, 3).map((text) => ({ text, correct: false, reason: this.phrases.wrong }));
    return this.draft(
      sentence,
      key,
      stem,
      shuffled([{ text: key.text, correct: true, reason: this.phrases.right }, ...wrong], `${this.seed}${stem}`),
    );
  }

  private buildStatement(sentence: Sentence, key: Word, swapped: string | undefined): Draft {
    const truth = swapped === undefined;
    const stem = truth ? sentence.text : sentence.text.slice(0, key.start) + swapped + sentence.text.slice(key.end);
    const reason = truth ? this.phrases.right : `${this.phrases.wrong} ${key.text} ≠ ${swapped}`;
    const options = [
      { text: 'True', correct: truth, reason },
      { text: 'False', correct: !truth, reason },
    ];
    return this.draft(sentence, key, stem, options);
  }
}

/** Gap questions and statements for passages that are not in English, by word statistics alone; one language at a time. */
export function otherLanguages(passages: readonly Passage[], seed: string): Candidate[] {
  const byLanguage = Map.groupBy(
    passages.map((passage, index) => ({ index, passage })),
    ({ passage }) => passage.analysis.language,
  );
  return [...byLanguage].flatMap(([language, group]) => (language === 'en' ? [] : new LanguageWriter(language, group, seed).candidates()));
}
