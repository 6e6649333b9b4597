import type { Sentence } from '../../text/analysis.ts';
import { textOf } from './facts.ts';
import type { Term, TermIndex } from './terms.ts';

/** `A shell, also called a console or terminal,`, `reserved words, known as keywords`, `deoxyribonucleic acid (DNA)`. */
const alias =
  /([\p{L}-]+(?: [\p{L}-]+){0,3}?),? \(?(?:also |sometimes |often |commonly |otherwise )?(?:called|known as|referred to as|termed|named|short for|stands for|or) (?:(?:an?|the) )?([\p{L}-]+(?: [\p{L}-]+){0,2}?)(?: or (?:an? )?([\p{L}-]+(?: [\p{L}-]+)?))?[,).;]/giu;
const bracketed = /([\p{L}-]+(?: [\p{L}-]+){0,3}) \((\p{Lu}[\p{L}\d]*|[\p{L}-]+)\)/gu;

/** Terms that the passages use for the same thing: neither may stand as a wrong answer to the other. */
export class Synonyms {
  private readonly pairs = new Set<string>();
  /** Those set off by a comma or brackets: `a string known as a docstring` is not the only string. */
  private readonly exact = new Set<string>();

  constructor(sentences: readonly Sentence[], terms: TermIndex) {
    for (const sentence of sentences) {
      this.readAliases(sentence);
      this.readApposition(sentence, terms);
    }
  }

  areSame(one: Term, other: Term): boolean {
    return this.pairs.has(`${one.key}|${other.key}`);
  }

  /** Whether one may be written for the other. */
  areExchangeable(one: Term, other: Term): boolean {
    return this.exact.has(`${one.key}|${other.key}`);
  }

  private readAliases(sentence: Sentence): void {
    for (const match of sentence.text.matchAll(alias)) {
      const setOff = /^[,( ]*[,(]/u.test(match[0].slice(match[1]?.length ?? 0));
      this.join([match[1], match[2], match[3]], setOff);
    }
    for (const match of sentence.text.matchAll(bracketed)) this.join([match[1], match[2]], true);
  }

  private readApposition(sentence: Sentence, terms: TermIndex): void {
    const { clause } = sentence;
    if (
      !clause?.apposition ||
      !/^(?:also |sometimes |often )?(?:called|known as|or|referred to as)\b/u.test(textOf(sentence, clause.apposition))
    )
      return;
    const inside = terms
      .mentions(sentence)
      .filter(({ phrase }) => phrase.from >= (clause.apposition?.from ?? 0) && phrase.to <= (clause.apposition?.to ?? 0));
    this.join([terms.at(sentence, clause.core.from, clause.core.to)?.term.key, ...inside.map(({ term }) => term.key)], true);
  }

  /** Every tail of a name counts: of `a special kind of shell, also called a console` it is `shell` that is meant. */
  private join(names: readonly (string | undefined)[], setOff: boolean): void {
    const forms = names.flatMap((name) => (name === undefined ? [] : [tails(name.toLowerCase())]));
    for (const some of forms)
      for (const others of forms) {
        if (some === others) continue;
        for (const one of some)
          for (const other of others) {
            this.pairs.add(`${one}|${other}`);
            if (setOff) this.exact.add(`${one}|${other}`);
          }
      }
  }
}

function tails(name: string): string[] {
  const words = name.split(' ');
  return words.map((_, index) => words.slice(index).join(' ')).flatMap((tail) => [tail, tail.replace(/s$/u, '')]);
}
