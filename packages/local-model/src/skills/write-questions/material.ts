import type { PassageAnalysis, Sentence } from '../../text/analysis.ts';
import { coverage, looksPlural } from '../../text/words.ts';
import { type Fact, readFacts } from './facts.ts';
import { Synonyms } from './synonyms.ts';
import { overlaps, type Term, TermIndex, weightOf } from './terms.ts';

export interface Passage {
  id: string;
  heading: string;
  analysis: PassageAnalysis;
}

/** All that the English passages of one request say: the common source of keys and of wrong answers. */
export class Material {
  readonly passages: readonly Passage[];
  readonly terms: TermIndex;
  readonly facts: readonly Fact[];
  private readonly synonyms: Synonyms;
  private readonly passageOf = new Map<Sentence, number>();

  constructor(passages: readonly Passage[]) {
    this.passages = passages;
    const seen = new Set<string>();
    for (const [index, { analysis }] of passages.entries()) {
      for (const sentence of analysis.language === 'en' ? analysis.sentences : []) {
        // Passages overlap, and summaries repeat: a sentence counts once.
        if (!seen.has(sentence.text)) this.passageOf.set(sentence, index);
        seen.add(sentence.text);
      }
    }
    const labels = passages.flatMap(({ analysis }) => analysis.blocks.filter(({ kind }) => kind === 'label').map(({ text }) => text));
    this.terms = new TermIndex(this.passageOf, [...labels, ...passages.map(({ heading }) => heading)]);
    this.synonyms = new Synonyms(this.sentences(), this.terms);
    this.facts = this.sentences().flatMap((sentence) => readFacts(sentence, this.passageIndex(sentence), this.terms));
  }

  sentences(): Sentence[] {
    return [...this.passageOf.keys()];
  }

  /** Sentences that can be asked about. */
  sources(): Sentence[] {
    return this.sentences().filter((sentence) => sentence.fault === undefined && this.standsAlone(sentence));
  }

  passageIndex(sentence: Sentence): number {
    return this.passageOf.get(sentence) ?? 0;
  }

  factsOf(term: Term): Fact[] {
    return this.facts.filter((fact) => fact.mention.term === term);
  }

  /** The weightiest term of a sentence; the first of equals. */
  topicOf(sentence: Sentence): Term | undefined {
    const [first, ...rest] = this.terms.mentions(sentence).map(({ term }) => term);
    return rest.reduce((best, term) => (best && weightOf(term) > weightOf(best) ? term : best), first);
  }

  /** Whether a reader without the text knows what `the …` at the start of the sentence is. */
  standsAlone(sentence: Sentence): boolean {
    const { clause } = sentence;
    if (!clause || clause.determiner !== 'the' || clause.extended || clause.apposition) return true;
    const mention = this.terms.at(sentence, clause.core.from, clause.core.to);
    if (!mention) return false;
    const { term, phrase } = mention;
    if (term.shape !== 'common' || term.defined) return true;
    const tokens = sentence.tokens.slice(clause.core.from, clause.core.to);
    if (tokens.some((token) => token.code || token.pos === 'SYM') || sentence.text.slice(4, 60).includes('(')) return true;
    if (weightOf(term) === 0) return false;
    const compound =
      phrase.to - phrase.from > 1 && phrase.start === phrase.from && tokens.slice(0, -1).every((token) => token.pos !== 'VERB');
    const { definite, indefinite, none } = term.articles;
    return compound ? term.inHeading || term.count > 1 : definite >= 3 && definite >= 4 * (indefinite + none);
  }

  /** What else the passages call a term. */
  otherNames(term: Term): string[] {
    const others = this.terms.all().filter((other) => other !== term && this.synonyms.areExchangeable(term, other));
    // Of `reserved words, known as keywords,` it is not `word` that is meant.
    const isTail = (one: Term) => others.some(({ key }) => key.endsWith(` ${one.key}`));
    return others.filter((other) => !isTail(other) && weightOf(other) > 0).map(({ singular }) => singular);
  }

  /** Terms that must not stand as a wrong answer beside `term`. */
  areRelated(term: Term, other: Term): boolean {
    if (overlaps(term, other) || this.synonyms.areSame(term, other)) return true;
    const head = (of: Term) => of.key.split(' ').at(-1);
    if (isClassOf(term, other) || isClassOf(other, term)) return true;
    return (
      term.genus === other.key ||
      other.genus === term.key ||
      (term.genus !== undefined && term.genus === head(other) && other.stems.length === 1)
    );
  }

  /** Whether the passages say, or nearly say, the claim of `term` too: then it would be a second right answer. */
  supports(term: Term, claim: ReadonlySet<string>, source: Sentence): boolean {
    const own = new Set(term.stems);
    const rest = new Set([...claim].filter((word) => !own.has(word)));
    for (const sentence of term.sentences) {
      if (sentence !== source && coverage(rest, sentence.stems) >= 0.5 && !contrasts(rest, own, sentence)) return true;
    }
    return false;
  }
}

/** A section on floating-point errors makes every error in it one of them. */
function isClassOf(term: Term, member: Term): boolean {
  return term.stems.at(-1) === member.stems.at(-1) && (term.isClass || (term.inHeading && !member.inHeading)) && !member.isClass;
}

/** `int() converts … to an integer` beside `float() converts … to a float`: alike but for the word that matters. */
function contrasts(claim: ReadonlySet<string>, own: ReadonlySet<string>, sentence: Sentence): boolean {
  const missing = [...claim].filter((word) => !sentence.stems.has(word)).length;
  const instead = [...sentence.stems].filter((word) => !claim.has(word) && !own.has(word)).length;
  return missing > 0 && instead > 0 && missing <= 2 && instead <= 2;
}

/** The form of a term for an option; `beside` are the other options, among which `len()` may need to say what it is. */
export function formOf(term: Term, plural: boolean, beside: readonly Term[] = []): string {
  if (term.shape === 'code' && term.key.endsWith('()') && beside.some(({ shape }) => shape !== 'code')) return `${term.singular} function`;
  return plural && !looksPlural(term.singular) ? term.plural : term.singular;
}
