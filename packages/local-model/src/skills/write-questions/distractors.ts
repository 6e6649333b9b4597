import type { Sentence } from '../../text/analysis.ts';
import { contentStems, wordsOf } from '../../text/words.ts';
import { formOf, type Material } from './material.ts';
import { chance } from './random.ts';
import { isVariable, keynessOf, overlaps, type Term, weightOf } from './terms.ts';

interface TermQuery {
  key: Term;
  plural: boolean;
  source: Sentence;
  /** What the reader sees besides the options; no option may occur in it. */
  stem: string;
  /** Stems of what is claimed of the key: no distractor may be said to do the same. */
  claim: ReadonlySet<string>;
  /** Options fill a gap after this determiner (`''` for none): they must fit it grammatically. */
  gap?: string;
  count: number;
  seed: string;
}

/** `a photosynthesis`, `the photosynthesis` and `nucleus is …` sound wrong, and so give the key away. */
function fitsArticle({ articles, countable }: Term, determiner: string): boolean {
  if (determiner === '') return articles.none > 0 && articles.none * 2 >= articles.indefinite;
  return countable || (determiner === 'the' && articles.definite > 0);
}

/** Seen in the plural, or never without an article: `weathers` is no word. */
function hasPlural({ plurals, articles }: Term): boolean {
  return plurals > 0 || (articles.indefinite > 0 && articles.none === 0);
}

/** How surely two names are of one sort: persons and cities take no article, persons act, places follow `in`. 0 for not. */
function namesFit(key: Term, other: Term): number {
  const role = ({ roles }: Term) => Math.sign(roles.agent - roles.place);
  if (key.articles.definite > 0 !== other.articles.definite > 0 || key.plurals > 0 !== other.plurals > 0) return 0;
  const product = role(key) * role(other);
  return product < 0 ? 0 : 1 + product;
}

function suffixOf(term: Term): string {
  const word = term.key.split(' ').at(-1) ?? '';
  return /(?:tion|sion|ment|ness|ity|ism|ing|ance|ence|ship|sis|ist|er|or|age|ure|cy|ics|gen|ase|ose|ide|um)$/u.exec(word)?.[0] ?? '';
}

/** How much two terms are of one kind. */
function likeness(key: Term, other: Term): number {
  const last = (term: Term) => term.stems.at(-1);
  let score = 0;
  if (last(key) === last(other)) score += 2;
  if (key.shape === other.shape) score += 2;
  if (key.defined && other.defined) score += 1.5;
  if (key.genus !== undefined && key.genus === other.genus) score += 1;
  if (key.inHeading && other.inHeading) score += 0.7;
  if (key.stems.length === other.stems.length) score += 0.8;
  if (key.countable === other.countable) score += 0.8;
  if (suffixOf(key) !== '' && suffixOf(key) === suffixOf(other)) score += 0.8;
  if ([...other.passages].some((passage) => key.passages.has(passage))) score += 0.5;
  return score + Math.min(weightOf(other), 6) * 0.3;
}

function isProcess({ key }: Term): boolean {
  return /^\p{L}{3,}ing$/u.test(key);
}

interface Picked {
  terms: Term[];
  /** Whether words had to be taken that the text only mentions in passing. */
  weak: boolean;
}

/** A wrong answer that is a key term itself makes the learner tell two of them apart. */
const keyTermBonus = 1;
/** Beside a function only what the text teaches too can be chosen from. */
const leastKeyness = 0.4;
const leastKeynessAlone = 0.5;

class TermPicker {
  private readonly material: Material;
  private readonly query: TermQuery;
  private readonly stemWords: ReadonlySet<string>;
  private readonly leaked: readonly string[];

  constructor(material: Material, query: TermQuery) {
    this.material = material;
    this.query = query;
    this.stemWords = contentStems(query.stem);
    const shared = query.key.stems.filter((word) => this.stemWords.has(word));
    // One word of three (`explicit type conversion` where the stem says `data type`) points to nothing.
    this.leaked = query.count > 1 && shared.length * 2 >= query.key.stems.length ? shared : [];
  }

  pick(): Picked | undefined {
    if (this.leaked.length > 0 && this.leaked.length === this.query.key.stems.length) return undefined;
    const fitting = this.material.terms.all().filter((term) => this.fits(term));
    const alike = fitting.filter((term) => term.shape === this.query.key.shape);
    const strong = this.choose(alike.filter((term) => this.isStrong(term)));
    if (strong) return { terms: strong, weak: false };
    // Few functions in the text: then its other key terms (`while loop`) stand beside the one.
    const mixed =
      this.query.key.shape === 'code'
        ? this.choose(
            fitting.filter(
              (term) => term.shape === 'code' || (term.shape === 'common' && keynessOf(term) >= leastKeyness && weightOf(term) >= 1.5),
            ),
          )
        : undefined;
    if (mixed) return { terms: mixed, weak: false };
    const weak = this.choose(alike);
    return weak && { terms: weak, weak: true };
  }

  private choose(fitting: readonly Term[]): Term[] | undefined {
    const ranked = fitting
      .map((term) => ({
        term,
        score:
          likeness(this.query.key, term) +
          (this.sharesLeak(term) ? 3 : 0) +
          keynessOf(term) * keyTermBonus +
          chance(this.query.seed, term.key),
      }))
      .sort((a, b) => b.score - a.score || (a.term.key < b.term.key ? -1 : 1));
    const chosen: Term[] = [];
    for (const { term } of ranked) {
      if (chosen.some((other) => overlaps(other, term) || this.material.areRelated(other, term))) continue;
      if (this.material.supports(term, this.query.claim, this.query.source)) continue;
      chosen.push(term);
      if (chosen.length === this.query.count)
        return this.leaked.length === 0 || chosen.some((one) => this.sharesLeak(one)) ? chosen : undefined;
    }
    return undefined;
  }

  /** A single wrong word makes a false statement silly, unless it is one that the text teaches. */
  private isStrong(term: Term): boolean {
    return weightOf(term) >= 1.5 && (this.query.count > 1 || term.shape === 'name' || keynessOf(term) >= leastKeynessAlone);
  }

  /** A word of the key in the stem points to it, unless another option has that word too. */
  private sharesLeak(term: Term): boolean {
    return this.leaked.length > 0 && this.leaked.every((word) => term.stems.includes(word));
  }

  private fits(term: Term): boolean {
    const { key, plural, gap, source } = this.query;
    const likeNames = term.shape === 'name' && key.shape === 'name' ? namesFit(key, term) : 2;
    if (likeNames === 0 || weightOf(term) < (likeNames === 1 ? 1.5 : 1)) return false;
    if (isVariable(term) && !isVariable(key)) return false;
    // `Melting is a substance` is silly rather than false.
    if (this.query.count === 1 && isProcess(term) !== isProcess(key)) return false;
    if (this.material.areRelated(key, term) || term.sentences.has(source)) return false;
    if (plural && term.shape === 'common' && !hasPlural(term)) return false;
    if (gap !== undefined && term.shape === 'common' && !plural && !fitsArticle(term, gap)) return false;
    return !term.stems.every((word) => this.stemWords.has(word));
  }
}

/** Terms of the key's kind that are wrong by the passages, or undefined where there are not as many. */
export function pickTerms(material: Material, query: TermQuery): Picked | undefined {
  return new TermPicker(material, query).pick();
}

/** Whether option texts differ in form so that the key stands out: far longer or shorter than the rest. */
export function keyStandsOut(key: string, others: readonly string[]): boolean {
  const lengths = others.map((text) => wordsOf(text).length);
  const own = wordsOf(key).length;
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return own > mean * 2.2 + 2 || own < mean / 2.6 - 1;
}

/** Why a term is wrong where another one is right: by what the text says of it, if it says anything definite. */
export function reasonAgainst(material: Material, term: Term, plural: boolean): string {
  const definite = material.factsOf(term).find((fact) => fact.kind !== 'action' && fact.strength >= 0.7);
  const name = formOf(term, plural);
  if (!definite) return `The text does not say this of “${name}”.`;
  return definite.kind === 'naming'
    ? `In the text, “${name}” is the name for something else: ${definite.description}.`
    : `The text defines “${name}” otherwise: ${definite.description}.`;
}
