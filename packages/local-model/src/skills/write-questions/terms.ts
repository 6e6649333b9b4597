import type { Sentence } from '../../text/analysis.ts';
import type { Fault } from '../../text/faults.ts';
import { isName, makePhrase, type NounPhrase } from '../../text/noun-phrases.ts';
import type { Token } from '../../text/tagger.ts';
import { plural, stem } from '../../text/words.ts';

/** What a term looks like on the page; a distractor must look like the key. */
type Shape = 'code' | 'name' | 'common';

/** Something the passages speak of, in all its forms. */
export interface Term {
  /** Lower case, singular head; unique. */
  key: string;
  shape: Shape;
  /** As written in the middle of a sentence. */
  singular: string;
  plural: string;
  /** Stems of its words, the last one the head's. */
  stems: readonly string[];
  /** Seen with `a`/`an` or in the plural. */
  countable: boolean;
  /** How often it came with `a` or `an`, with `the`, and in the singular with nothing. */
  articles: { indefinite: number; definite: number; none: number };
  /** How often it came in the plural. */
  plurals: number;
  /** For names: how often it stood where a place stands (`in …`), and where somebody stands who acts. */
  roles: { place: number; agent: number };
  count: number;
  sentences: Set<Sentence>;
  passages: Set<number>;
  inHeading: boolean;
  /** A heading is this term and nothing else. */
  isHeading: boolean;
  /** Introduced as a word to learn: `known as …`, `the modulo operator (%)`. */
  introduced: boolean;
  /** Named by a stated objective: `Explain implicit type conversion.` */
  inObjective: boolean;
  /** Spoken of as a class (`types of floating-point errors`): its members are other terms. */
  isClass: boolean;
  /** The head noun of its definition (`a library is a *collection* of code`), once one is found. */
  genus: string | undefined;
  defined: boolean;
  /** Something is said of it in general: `a path identifies a folder`. */
  explained: boolean;
}

/** A term at its place in a sentence. */
export interface Mention {
  term: Term;
  sentence: Sentence;
  phrase: NounPhrase;
}

/** A mention as it is written. */
export function writtenForm({ sentence, phrase }: Mention): string {
  const [first, last] = [sentence.tokens[phrase.from], sentence.tokens[phrase.to - 1]];
  return sentence.text.slice(first?.start ?? 0, last?.end ?? 0);
}

/** Too general to ask about, whatever the subject. */
const tooGeneral = new Set(
  (
    'thing way part number example time people person case use result type kind line word name value end start beginning use place reason goal purpose problem ' +
    'question answer point fact idea lot amount rest side left right top bottom variety range form order group member set total need term day year ' +
    'month week hour minute second today world life work job option choice step detail information section chapter page book text table figure list item ' +
    'note tip task user reader student teacher programmer set piece cause effect role kind sort length size approach method manner tradition note area level ' +
    'cent percent series pair half majority process body importance advantage disadvantage difference similarity ability help common construct code fact other version operation occasion'
  ).split(' '),
);

const capital = (text: string) => /^\p{Lu}/u.test(text);

function shapeOf(sentence: Sentence, phrase: NounPhrase, isNameAtStart: (token: Token) => boolean): Shape {
  const tokens = sentence.tokens.slice(phrase.from, phrase.to);
  if (tokens.some((token) => token.code)) return 'code';
  const last = tokens.at(-1);
  if (!last || !capital(last.text)) return 'common';
  return phrase.from === 0 && tokens.length === 1 && !isNameAtStart(last) ? 'common' : 'name';
}

function noteRole(term: Term, sentence: Sentence, phrase: NounPhrase): void {
  const before = sentence.tokens[phrase.start - (phrase.determiner === '' ? 1 : 2)]?.lower ?? '';
  const { clause } = sentence;
  if (/^(?:in|at|near|from|to|into|across|throughout|around)$/u.test(before)) term.roles.place += 1;
  const acts = clause !== undefined && clause.kind !== 'be' && phrase.to === clause.core.to;
  if (before === 'by' || acts || sentence.tokens.slice(phrase.to, phrase.to + 2).some((token) => token.lower === 'who'))
    term.roles.agent += 1;
}

/** Sentences that cannot stand alone but speak of the subject all the same; code, exercises and scraps do not. */
const stillProse = new Set<Fault>(['points_elsewhere', 'dangling_start', 'example', 'speaks_to_reader', 'supposition']);

/** What stands before a word that is being taught. */
export const namesSomething = /\b(?:called|known as|referred to as|termed|named)(?: an?| the)? $/u;
/** `the def keyword`, `the == operator`: what has such a name is taught. */
const namedThing = /^\S+ (?:keyword|operator)$/u;
const announced = /\b(?:acronym|abbreviation|term|keyword) $/iu;
/** A sign or an abbreviation in brackets behind it. */
const bracketedSign = /^ \((?:[^\p{L}\s)]{1,4}|\p{Lu}{2,6})\)/u;

/** Objectives are short commands; exercises go on with what the program should do. */
const longestObjective = 12;

export class TermIndex {
  private readonly terms = new Map<string, Term>();
  private readonly lowerSeen = new Set<string>();
  private readonly capitalSeen = new Set<string>();
  private readonly bySentence = new Map<Sentence, Mention[]>();
  private readonly passageOf: ReadonlyMap<Sentence, number>;

  /** `sentences` with the index of the passage of each; `headings` of all passages. */
  constructor(sentences: ReadonlyMap<Sentence, number>, headings: readonly string[]) {
    this.passageOf = sentences;
    for (const sentence of sentences.keys()) this.noteCase(sentence);
    for (const sentence of sentences.keys()) this.readSentence(sentence);
    this.readHeadings(headings);
    this.readObjectives([...sentences.keys()]);
  }

  find(key: string): Term | undefined {
    return this.terms.get(key);
  }

  all(): Term[] {
    return [...this.terms.values()];
  }

  mentions(sentence: Sentence): readonly Mention[] {
    return this.bySentence.get(sentence) ?? [];
  }

  /** The term of the phrase between two tokens of a sentence; adds it where a definition names one that nobody saw. */
  at(sentence: Sentence, from: number, to: number): Mention | undefined {
    const phrase = makePhrase(sentence.tokens, from, to);
    if (!phrase || phrase.to - phrase.from > 6) return undefined;
    const known = this.mentions(sentence).find((mention) => mention.phrase.to === phrase.to && mention.phrase.from >= from);
    if (known) return known;
    return this.add(sentence, phrase);
  }

  /** Text from the start of a sentence as it would be written inside one: small, unless it is a name. */
  midSentence(sentence: Sentence, text: string): string {
    if (/^(?:An?|The) /u.test(text)) return text.charAt(0).toLowerCase() + text.slice(1);
    const first = sentence.tokens[0];
    if (!first || !sentence.text.startsWith(text) || /^\S+ \p{Lu}\p{Ll}/u.test(text)) return text;
    return first.text === 'A' || !this.isNameAtStart(first) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  }

  /** Whether a word that opens a sentence would have its capital elsewhere too. */
  private isNameAtStart(token: Token): boolean {
    if (token.code || /^\p{Lu}(?:\p{Lu}|$)/u.test(token.text)) return true;
    if (this.lowerSeen.has(token.lower) || /(?:ity|tion|sion|ism|ment|ness|sis|ence|ance|ology|ship|ing)$/u.test(token.lower)) return false;
    return token.pos === 'PROPN' || (token.pos === 'NOUN' && this.capitalSeen.has(token.lower));
  }

  private noteCase(sentence: Sentence): void {
    if (sentence.fault !== undefined && !stillProse.has(sentence.fault)) return;
    for (const [index, token] of sentence.tokens.entries()) {
      if (token.text === token.lower) this.lowerSeen.add(token.lower);
      else if (index > 0 && sentence.tokens[index - 1]?.pos !== 'PUNCT') this.capitalSeen.add(token.lower);
    }
  }

  private readSentence(sentence: Sentence): void {
    if (sentence.fault !== undefined && !stillProse.has(sentence.fault)) return;
    for (const phrase of sentence.phrases) {
      if (phrase.to - phrase.from <= (isName(sentence.tokens[phrase.to - 1]) ? 6 : 4) && /\p{L}{2}/u.test(phrase.key))
        this.add(sentence, phrase);
    }
  }

  private add(sentence: Sentence, phrase: NounPhrase): Mention {
    const term = this.terms.get(phrase.key) ?? this.create(sentence, phrase);
    term.count += 1;
    term.sentences.add(sentence);
    term.passages.add(this.passageOf.get(sentence) ?? 0);
    if (/^an?$/u.test(phrase.determiner)) term.articles.indefinite += 1;
    else if (phrase.determiner === 'the') term.articles.definite += 1;
    else if (phrase.determiner === '' && !phrase.plural && phrase.from === phrase.start) term.articles.none += 1;
    if (phrase.plural) term.plurals += 1;
    if (/^an?$/u.test(phrase.determiner) || phrase.plural) term.countable = true;
    const opening = sentence.tokens[phrase.start]?.start ?? 0;
    if (/\b(?:types?|kinds?|forms?|sorts?|categories) of $/u.test(sentence.text.slice(0, opening))) term.isClass = true;
    const closing = sentence.tokens[phrase.to - 1]?.end ?? 0;
    const before = sentence.text.slice(0, sentence.tokens[phrase.from]?.start ?? 0);
    const after = sentence.text.slice(closing);
    if (namesSomething.test(before) || announced.test(before) || bracketedSign.test(after) || after.startsWith(' stands for '))
      term.introduced = true;
    if (phrase.determiner === 'the' && !phrase.plural && namedThing.test(term.key)) term.explained = true;
    if (term.shape === 'name') noteRole(term, sentence, phrase);
    const mention = { term, sentence, phrase };
    this.bySentence.set(sentence, [...this.mentions(sentence), mention]);
    return mention;
  }

  private create(sentence: Sentence, phrase: NounPhrase): Term {
    const shape = shapeOf(sentence, phrase, (token) => this.isNameAtStart(token));
    const tokens = sentence.tokens.slice(phrase.from, phrase.to);
    const written = sentence.text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
    const inPlace = shape === 'code' ? written : this.midSentence(sentence, written);
    const head = phrase.key.split(' ').at(-1) ?? '';
    const lead = inPlace.split(' ').slice(0, -1).join(' ');
    const headForm = shape === 'common' ? head : (inPlace.split(' ').at(-1) ?? head);
    const singularForm = `${lead} ${headForm}`.trim();
    const term: Term = {
      key: phrase.key,
      shape,
      singular: singularForm,
      plural: shape === 'common' ? `${lead} ${plural(headForm)}`.trim() : singularForm,
      stems: phrase.key.split(/[\s-]+/u).map((word) => stem(word)),
      countable: false,
      articles: { indefinite: 0, definite: 0, none: 0 },
      plurals: 0,
      roles: { place: 0, agent: 0 },
      count: 0,
      sentences: new Set(),
      passages: new Set(),
      inHeading: false,
      isHeading: false,
      introduced: false,
      inObjective: false,
      isClass: false,
      genus: undefined,
      defined: false,
      explained: false,
    };
    this.terms.set(phrase.key, term);
    return term;
  }

  private readHeadings(headings: readonly string[]): void {
    const found = this.namedIn(headings);
    const whole = new Set(headings.map((heading) => heading.toLowerCase().replaceAll(/^(?:the|an?) |[.:]$/gu, '')));
    for (const term of this.terms.values()) {
      term.isHeading = whole.has(term.key) || whole.has(term.plural.toLowerCase());
      // Under `The interpreter` the text speaks of the Python interpreter.
      term.inHeading = found(term) || whole.has(term.key.split(' ').at(-1) ?? '');
    }
  }

  private readObjectives(sentences: readonly Sentence[]): void {
    const objectives = sentences.filter(({ fault, text }) => fault === 'instruction' && text.split(' ').length <= longestObjective);
    const found = this.namedIn(objectives.map(({ text }) => text));
    for (const term of this.terms.values()) term.inObjective = found(term);
  }

  private namedIn(texts: readonly string[]): (term: Term) => boolean {
    const all = texts.map((text) => ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}()-]+/gu, ' ')} `).join('|');
    return ({ key, plural: form }) => all.includes(` ${key} `) || all.includes(` ${form.toLowerCase()} `);
  }
}

const calendar =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/u;

/** 0 for what is not worth asking about; about 1 for an ordinary term, 4 and more for a key term of the text. */
export function weightOf(term: Term): number {
  const last = term.key.split(' ').at(-1) ?? '';
  const words = term.stems.length;
  if (calendar.test(last) || /^(?:true|false|none|null|.{1,2})$| \p{L}$/u.test(term.key)) return 0;
  if (!term.defined && isVariable(term)) return 0;
  if (!term.defined && (tooGeneral.has(term.key) || (words === 1 && tooGeneral.has(last)))) return 0;
  const frequency = Math.log2(1 + term.count);
  const compound = words > 1 ? (term.count > 1 || term.defined || term.explained || term.inHeading ? 0.7 : -0.4) : 0;
  return Math.max(
    0.1,
    frequency + (term.defined || term.introduced ? 2.5 : 0) + (term.inHeading ? 1.5 : 0) + (term.inObjective ? 1 : 0) + compound,
  );
}

/** `user_name` is a name that an example gives; functions and indexers (`loc[]`) are taught. */
export function isVariable({ shape, key }: Term): boolean {
  return shape === 'code' && !isTaught(key);
}

function isTaught(key: string): boolean {
  return /(?:\(\)|\[\])$/u.test(key);
}

/** 0 to 1: how surely the text means the term to be learnt. */
export function keynessOf(term: Term): number {
  if (weightOf(term) === 0) return 0;
  const signs =
    (term.defined ? 0.6 : 0) +
    (term.introduced ? 0.6 : 0) +
    (term.explained && !term.defined ? 0.35 : 0) +
    (term.inObjective ? 0.35 : 0) +
    (term.isHeading ? 0.6 : term.inHeading ? 0.25 : 0) +
    (isTaught(term.key) ? 0.3 : 0) +
    (term.count > 2 ? 0.15 : 0) +
    (term.stems.length > 1 ? 0.1 : 0);
  // What a whole book is about (`Python`) is explained once and mentioned everywhere.
  const isSubject = term.shape === 'name' && term.stems.length === 1 && term.passages.size > 3;
  return Math.min(1, signs) * (isSubject ? 0.4 : 1);
}

/** Whether one term's words contain the other's: `loop` and `for loop`, `string` and `strings`. */
export function overlaps(one: Term, other: Term): boolean {
  if (one.key === other.key) return true;
  const [short, long] = one.stems.length <= other.stems.length ? [one.stems, other.stems] : [other.stems, one.stems];
  return short.every((word) => long.includes(word));
}
