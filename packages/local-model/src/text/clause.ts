import { isNominal, nameEnd } from './noun-phrases.ts';
import type { Token } from './tagger.ts';
import { verbLemma } from './tagger.ts';
import { looksPlural } from './words.ts';

/** A half-open range of token indexes. */
export interface Range {
  from: number;
  to: number;
}

/** The main clause of a plain declarative sentence: [front,] subject, verb group, rest. */
export interface Clause {
  /** What stands before the subject and its comma (`In Python`), if anything. */
  front: Range | undefined;
  /** The subject with determiner and everything that belongs to it. */
  subject: Range;
  /** The subject's noun phrase alone: no determiner, no prepositional phrase, no apposition. */
  core: Range;
  determiner: string;
  /** A name in apposition, as in `A shell, also called a terminal, is …`. */
  apposition: Range | undefined;
  /** True when something other than an apposition or brackets follows the core (`of …`). */
  extended: boolean;
  plural: boolean;
  verb: Range;
  /** be: a form of `be` alone; aux: any auxiliary with a verb; verb: a finite verb. */
  kind: 'be' | 'aux' | 'verb';
  /** Past tense, where the verb tells. */
  past: boolean;
  rest: Range;
}

const beForm = /^(?:is|are|was|were)$/u;
const modal = /^(?:can|could|may|might|must|will|would|shall|should)$/u;
const haveOrDo = /^(?:has|have|had|does|do|did)$/u;

class ClauseParser {
  private readonly tokens: readonly Token[];
  private readonly end: number;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.end = tokens.at(-1)?.pos === 'PUNCT' ? tokens.length - 1 : tokens.length;
  }

  parse(): Clause | undefined {
    const plain = this.parseFrom(0, undefined);
    if (plain) return plain;
    const comma = this.frontEnd();
    return comma === undefined ? undefined : this.parseFrom(comma + 1, { from: 0, to: comma });
  }

  /** A fronted phrase opens with a preposition, conjunction, adverb or participle and ends at the first comma. */
  private frontEnd(): number | undefined {
    const first = this.tokens[0];
    if (!first || !['ADP', 'SCONJ', 'ADV', 'PART', 'VERB'].includes(first.pos)) return undefined;
    const comma = this.tokens.findIndex((token) => token.text === ',');
    return comma > 0 && comma < 18 ? comma : undefined;
  }

  private parseFrom(start: number, front: Range | undefined): Clause | undefined {
    const coreStart = this.skipDeterminers(start);
    const coreEnd = this.coreEnd(coreStart);
    if (coreEnd === undefined) return undefined;
    const { end, apposition, extended } = this.skipModifiers(coreEnd);
    const verb = this.readVerb(end);
    if (!verb) return undefined;
    const subject = { from: start, to: end };
    const determiner = coreStart > start ? (this.tokens[coreStart - 1]?.lower ?? '') : '';
    return {
      front,
      subject,
      core: { from: coreStart, to: coreEnd },
      determiner,
      apposition,
      extended,
      ...verb,
      plural: this.isPlural(subject, coreEnd, verb),
    };
  }

  private skipDeterminers(start: number): number {
    let index = start;
    while (['DET', 'NUM'].includes(this.tokens[index]?.pos ?? '') && index < start + 3) index += 1;
    return index;
  }

  private coreEnd(start: number): number | undefined {
    let index = start;
    let end: number | undefined;
    for (; index < this.end; index += 1) {
      const token = this.tokens[index];
      if (!token) break;
      const opening = index === start;
      const article = /^(?:an?|the)$/u.test(this.tokens[index - 1]?.lower ?? '');
      const keyword = opening && article && isNominal(this.tokens[index + 1]) && token.pos !== 'PUNCT';
      const modifier =
        (token.pos === 'ADJ' && index !== end) ||
        token.pos === 'SYM' ||
        (token.pos === 'VERB' && /(?:ed|ing|en)$/u.test(token.lower) && isNominal(this.tokens[index + 1]));
      if (this.isVerbInDisguise(index, end)) return end;
      if (isNominal(token)) end = index + 1;
      else if (!(keyword || (modifier && (opening || end === undefined || isNominal(this.tokens[index + 1]))))) break;
    }
    return end === undefined ? undefined : nameEnd(this.tokens, end);
  }

  /** `The print() function displays output to …`: a noun in -s after a singular noun, where no verb follows the phrase. */
  private isVerbInDisguise(index: number, nounEnd: number | undefined): boolean {
    const token = this.tokens[index];
    const before = this.tokens[index - 1];
    if (nounEnd !== index || token?.pos !== 'NOUN' || !/[^s]s$/u.test(token.lower) || !before || looksPlural(before.lower)) return false;
    let after = index + 1;
    while (isNominal(this.tokens[after]) || this.tokens[after]?.pos === 'ADJ') after += 1;
    return after > index + 1 && !['VERB', 'AUX'].includes(this.tokens[after]?.pos ?? '');
  }

  private skipModifiers(coreEnd: number): { end: number; apposition: Range | undefined; extended: boolean } {
    let end = coreEnd;
    let apposition: Range | undefined;
    let extended = false;
    for (;;) {
      const token = this.tokens[end];
      if (token?.text === '(') end = this.after(')', end) ?? end;
      else if (token?.text === ',' && !apposition) {
        const closing = this.after(',', end + 1);
        if (closing === undefined || !this.startsVerb(closing) || closing - end > 14) break;
        apposition = { from: end + 1, to: closing - 1 };
        end = closing;
      } else if (token && ['ADP', 'CCONJ'].includes(token.pos) && /^(?:of|in|on|for|with|from|between|to|at|and|or)$/u.test(token.lower)) {
        const next = this.coreEnd(this.skipDeterminers(end + 1));
        if (next === undefined) break;
        extended = true;
        end = next;
      } else if (this.isParticiple(end)) {
        const next = this.coreEnd(this.skipDeterminers(end + 2));
        if (next === undefined) break;
        extended = true;
        end = next;
      } else break;
      if (this.tokens[end] === token) break;
    }
    return { end, apposition, extended };
  }

  /** `A variable created within a function has …`: not the verb, since another one follows. */
  private isParticiple(index: number): boolean {
    const token = this.tokens[index];
    const opens = token?.pos === 'VERB' && /(?:ed|en|made|found|built)$/u.test(token.lower) && this.tokens[index + 1]?.pos === 'ADP';
    return opens && this.hasLaterVerb(index + 1);
  }

  private after(mark: string, from: number): number | undefined {
    const found = this.tokens.findIndex((token, index) => index >= from && token.text === mark);
    return found < 0 ? undefined : found + 1;
  }

  private startsVerb(index: number): boolean {
    const token = this.tokens[index];
    return token?.pos === 'AUX' || token?.pos === 'VERB' || token?.pos === 'ADV';
  }

  private readVerb(start: number): Pick<Clause, 'verb' | 'kind' | 'past' | 'rest'> | undefined {
    let index = start;
    while (this.tokens[index]?.pos === 'ADV') index += 1;
    const first = this.tokens[index];
    if (!first || index >= this.end) return undefined;
    const done = (to: number, kind: Clause['kind'], past: boolean) => ({
      verb: { from: start, to },
      kind,
      past,
      rest: { from: to, to: this.end },
    });
    if (beForm.test(first.lower) || modal.test(first.lower) || (haveOrDo.test(first.lower) && first.pos === 'AUX')) {
      let to = index + 1;
      while (['AUX', 'PART', 'ADV'].includes(this.tokens[to]?.pos ?? '') && this.tokens[to]?.lower !== 'to') to += 1;
      const main = this.tokens[to];
      const past = /^(?:was|were|had|did)$/u.test(first.lower);
      if (main?.pos === 'VERB') return done(to + 1, 'aux', past);
      const perfect = this.tokens.slice(index + 1, to).some((token) => token.lower === 'been');
      if (haveOrDo.test(first.lower) && !perfect) return done(to, 'verb', past);
      return beForm.test(first.lower) ? done(to, 'be', past) : done(to, 'aux', past);
    }
    const finite = first.pos === 'VERB' || (first.pos === 'NOUN' && /[^s]s$/u.test(first.lower));
    const beforeAnother = this.tokens[index + 1]?.pos === 'AUX';
    if (!finite || beforeAnother || first.lower.endsWith('ing')) return undefined;
    const past = first.lower.endsWith('ed') || (first.lemma !== first.lower && !first.lower.endsWith('s'));
    if (past && this.hasLaterVerb(index + 1)) return undefined;
    return done(index + 1, 'verb', past);
  }

  /** In `a cell placed in water becomes …` a finite verb later on shows that `placed` was only a participle. */
  private hasLaterVerb(from: number): boolean {
    for (let index = from; index < this.end; index += 1) {
      const token = this.tokens[index];
      if (!token || token.text === ',' || token.pos === 'SCONJ' || /^(?:that|which|who|when|because|and|but|as|where)$/u.test(token.lower))
        return false;
      if (token.pos === 'AUX' || (token.pos === 'VERB' && /[^s]s$/u.test(token.lower))) return true;
    }
    return false;
  }

  private isPlural(subject: Range, coreEnd: number, verb: Pick<Clause, 'verb' | 'kind' | 'past'>): boolean {
    const finite = this.tokens.slice(verb.verb.from, verb.verb.to).find((token) => token.pos !== 'ADV');
    const form = finite?.lower ?? '';
    if (/^(?:is|was|has|does)$/u.test(form)) return false;
    if (/^(?:are|were|have|do)$/u.test(form)) return true;
    if (verb.kind === 'verb' && !verb.past) return !/[^s]s$/u.test(form);
    const joined = this.tokens.slice(subject.from, subject.to).some((token) => token.lower === 'and');
    return joined || looksPlural(this.tokens[coreEnd - 1]?.lower ?? '');
  }
}

export function parseClause(tokens: readonly Token[]): Clause | undefined {
  return new ClauseParser(tokens).parse();
}

/** The base form of the clause's finite verb, or undefined where it cannot be told for sure. */
export function baseForm(token: Token): string | undefined {
  if (token.pos === 'NOUN') return verbLemma(token.lower);
  return token.lower === 'has' || token.lower === 'had' ? 'have' : /^[a-z]+$/u.test(token.lemma) ? token.lemma : undefined;
}
