import type { Sentence } from '../../text/analysis.ts';
import { baseForm, type Clause, type Range } from '../../text/clause.ts';
import { isNominal } from '../../text/noun-phrases.ts';
import type { Token } from '../../text/tagger.ts';
import { contentStems } from '../../text/words.ts';
import type { Mention, TermIndex } from './terms.ts';

/**
 * What a sentence says of a term.
 * definition: term is `description`. naming: `description` is called term. action: term does `description`.
 */
export interface Fact {
  kind: 'definition' | 'naming' | 'action';
  mention: Mention;
  sentence: Sentence;
  passage: number;
  /** The subject as written, without a fronted phrase. */
  subject: string;
  plural: boolean;
  past: boolean;
  /** `In Python`, or empty. */
  front: string;
  description: string;
  /** For actions in the present: the description with its verb in the base form (`display output to the user`). */
  base: string | undefined;
  /** 0 to 1. */
  strength: number;
}

export function textOf(sentence: Sentence, range: Range | undefined): string {
  const first = range && sentence.tokens[range.from];
  const last = range && sentence.tokens[range.to - 1];
  return first && last && range.to > range.from ? sentence.text.slice(first.start, last.end) : '';
}

/** Judgements and relations that tell nobody what the thing is. */
const vagueDefinition =
  /^(?:an? |the )?(?:\w+ly )?(?:good|great|better|best|important|essential|useful|easy|difficult|popular|common|preferable|natural|key|major|main|versatile|creative|valuable|interesting|hard|similar|same|different|only|first|last|most|least|another|example|part|kind|type|one|way|result|number|lot|variety|combination|case|reason|fan|member)\b(?!-)(?! of (?!the)[\p{L} -]+ (?:that|in which|where|used)\b)/iu;

const openDefinition = /^(?:an? |the |any |one |what |when |how )/u;
const linking = /^(?:that|which|who|of|in|for|used|written|made|with|to|by|from|between)$/u;

/** `documentation written for others`, `threads of DNA`: a noun without article that something explains. */
function opensBare(clause: Clause, sentence: Sentence): boolean {
  const phrase = sentence.phrases.find(({ start }) => start === clause.rest.from);
  return phrase !== undefined && linking.test(sentence.tokens[phrase.to]?.lower ?? '');
}

/** How many verb groups a stretch has; words in -ing do not count. */
function verbGroups(tokens: readonly Token[]): number {
  const isVerb = (token: Token | undefined) => token?.pos === 'AUX' || (token?.pos === 'VERB' && !token.lower.endsWith('ing'));
  return tokens.filter((token, index) => isVerb(token) && !['AUX', 'ADV', 'PART'].includes(tokens[index - 1]?.pos ?? '')).length;
}

/** Index of the comma before `and` where a clause with a subject of its own begins: it says something else. */
function clauseEnd({ tokens }: Sentence, { from, to }: Range): number {
  for (let index = from; index < to; index += 1) {
    const opens = tokens[index]?.text === ',' && /^(?:and|but)$/u.test(tokens[index + 1]?.lower ?? '');
    if (!opens || ['VERB', 'AUX', 'ADV'].includes(tokens[index + 2]?.pos ?? '')) continue;
    const rest = tokens.slice(index + 2, to);
    const relative = rest.some((token) => /^(?:that|which|who|where)$/u.test(token.lower));
    if (verbGroups(rest) >= (relative ? 2 : 1)) return index;
  }
  return to;
}

/** What a range of a sentence says, less what is added after a semicolon, a colon, a dash or in a new clause. */
function describe(sentence: Sentence, range: Range): string {
  return (
    textOf(sentence, { from: range.from, to: clauseEnd(sentence, range) })
      .replace(/^((?:is|are|was|were|has|have|can|may|will) )?(?:also|then|therefore|thus|often|usually|typically|generally) /u, '$1')
      .replace(/^(?:the|an?) (?:name|term|word) (?:for|given to) /u, '')
      .split(/;|:\s|\s[–—]\s|, (?:so|but|and (?:it|they|this|the|an?)|which means|whereas|although|because)\b/u, 1)[0]
      ?.replace(/[\s,.:]+$/u, '') ?? ''
  );
}

function wordsIn(text: string): number {
  return text === '' ? 0 : text.split(/\s+/u).length;
}

function definitionIn(clause: Clause, sentence: Sentence): { description: string; strength: number } | undefined {
  if (clause.kind !== 'be' || clause.extended) return undefined;
  const description = describe(sentence, clause.rest);
  const words = wordsIn(description);
  if (words < 3 || words > 28 || !(openDefinition.test(description) || opensBare(clause, sentence)) || vagueDefinition.test(description))
    return undefined;
  const detailed = /\b(?:that|which|who|where|whose|used|made|written|of|for|when|between|in|by|with)\b/u.test(description);
  return { description, strength: (detailed ? 1 : 0.7) * (clause.past ? 0.8 : 1) };
}

/** Subjects that the term alone does not name: `long strings make`, `spaces in code are`, `the * operator serves`. */
function saysMoreThanTerm(clause: Clause, sentence: Sentence, mention: Mention): boolean {
  const core = sentence.tokens.slice(clause.subject.from, clause.core.to);
  const wholeOf = clause.determiner === 'the' && sentence.tokens[clause.core.to]?.lower === 'of';
  return (
    (clause.extended && !wholeOf) ||
    mention.phrase.start < mention.phrase.from ||
    core.some((token) => token.pos === 'SYM' || /^(?:most|many|some|few|other|several|different)$/u.test(token.lower))
  );
}

const weakVerb =
  /^(?:help|make|begin|continue|include|use|need|want|try|get|go|come|look|seem|become|end|ask|show|see|keep|appear|affect|introduce|explain)$/u;

function actionIn(clause: Clause, sentence: Sentence): { description: string; base: string | undefined; strength: number } | undefined {
  if (clause.kind === 'be' || /^stands? for\b/u.test(textOf(sentence, { from: clause.verb.from, to: clause.rest.to }))) return undefined;
  const whole = describe(sentence, { from: clause.verb.from, to: clause.rest.to });
  const stems = contentStems(whole);
  if (stems.size < 2 || wordsIn(whole) > 26 || /\b(?:called|known as|referred to)\b/u.test(textOf(sentence, clause.verb))) return undefined;
  const main = sentence.tokens.slice(clause.verb.from, clause.verb.to).find((token) => token.pos !== 'ADV');
  const base = main && clause.kind === 'verb' && !clause.past ? baseForm(main) : undefined;
  const used = /^(?:can be |may be |is |are )?(?:\w+ly )?used to (.+)$/u.exec(whole)?.[1];
  const modal = clause.kind === 'aux' && used === undefined;
  const strength = (modal ? 0.55 : 0.85) * (stems.size < 3 ? 0.7 : 1) * (base && weakVerb.test(base) ? 0.6 : 1) * (clause.past ? 0.9 : 1);
  return { description: whole, base: used ?? (main && base !== undefined ? whole.replace(main.text, base) : undefined), strength };
}

/** `is called`, `are also known as a`. */
export const namingVerb =
  /\b(?:is|are|was|were) (?:(?:also|often|sometimes|commonly|usually|generally|traditionally|typically) )?(?:called|known as|referred to as|termed|named) (?:(?:an?|the) )?/u;

/** `The change in the counter's value is called the step size.` */
function namingIn(sentence: Sentence, terms: TermIndex): { mention: Mention; described: string } | undefined {
  const match = namingVerb.exec(sentence.text);
  if (!match) return undefined;
  const described = sentence.text.slice(0, match.index).trim();
  const offset = match.index + match[0].length;
  const from = sentence.tokens.findIndex((token) => token.start >= offset);
  let to = from;
  while (isNominal(sentence.tokens[to]) || sentence.tokens[to]?.pos === 'ADJ' || (to === from && sentence.tokens[to]?.pos === 'VERB'))
    to += 1;
  const ending = sentence.tokens[to];
  if (from < 0 || to === from || !ending || !/^[.,;(]$/u.test(ending.text)) return undefined;
  const mention = terms.at(sentence, from, to);
  const words = wordsIn(described);
  return mention && words >= 3 && words <= 26 && !/,/u.test(described) ? { mention, described } : undefined;
}

/** `The syntax of a language defines how …`: the verb says what its subject is. */
const definingVerb =
  /^(?:defines?|describes?|specif(?:y|ies)|represents?|refers? to|means?|denotes?|involves?|occurs? when|happens? when)\b/u;

/** `…, which is all lowercase …`: what is said of the noun before the comma. */
const relative = /, which (is|are) (?=\S)/u;

/** `Names are written in snake case, which is all lowercase with underscores.` */
function relativeIn(sentence: Sentence, terms: TermIndex): { mention: Mention; plural: boolean; description: string } | undefined {
  const match = relative.exec(sentence.text);
  if (!match) return undefined;
  const mention = terms.mentions(sentence).find(({ phrase }) => sentence.tokens[phrase.to - 1]?.end === match.index);
  const from = sentence.tokens.findIndex(({ start }) => start >= match.index + match[0].length);
  const description = from < 0 ? '' : describe(sentence, { from, to: sentence.tokens.length - 1 }).split(/, (?:such as|which)\b/u, 1)[0];
  const plural = match[1] === 'are';
  if (!mention || mention.phrase.plural !== plural || description === undefined || vagueDefinition.test(description)) return undefined;
  return wordsIn(description) >= 4 && wordsIn(description) <= 20 ? { mention, plural, description } : undefined;
}

/** The head of the first noun phrase after `is`: `a *collection* of code`. */
function genusOf(sentence: Sentence, clause: Clause): string | undefined {
  return sentence.phrases
    .find((phrase) => phrase.from >= clause.rest.from)
    ?.key.split(' ')
    .at(-1);
}

/** `A path identifies …`, `Aliasing allows …`, `The read() function reads …`: said of the thing as such, not of one at hand. */
function isGeneral({ front, determiner }: Clause, { term }: Mention): boolean {
  return (
    front === undefined &&
    (/^(?:an?)?$/u.test(determiner) || term.shape === 'code' || /(?:operator|statement|keyword|type)$/u.test(term.key))
  );
}

/** `Jupyter Notebook and JupyterLab are environments that …`: both are explained, though neither is all of the subject. */
function noteJoined(clause: Clause, sentence: Sentence, terms: TermIndex): void {
  const subject = textOf(sentence, clause.subject);
  if (!clause.extended || clause.past || !/ and /u.test(subject) || /\b(?:of|in|on|for|with|from|between|to|at)\b/u.test(subject)) return;
  const isDefinition = definitionIn({ ...clause, extended: false }, sentence) !== undefined;
  for (const { term, phrase } of terms.mentions(sentence)) {
    if (phrase.from < clause.subject.from || phrase.to > clause.subject.to) continue;
    if (isDefinition) term.defined = true;
    else term.explained = true;
  }
}

/** Reads what a sentence says of a term. At most one definition or action and one naming. */
export function readFacts(sentence: Sentence, passage: number, terms: TermIndex): Fact[] {
  if (sentence.fault) return [];
  const facts: Fact[] = [];
  const naming = namingIn(sentence, terms);
  if (naming) {
    const plural = /\b(?:are|were)\b/u.test(namingVerb.exec(sentence.text)?.[0] ?? '');
    naming.mention.term.defined = true;
    facts.push({
      kind: 'naming',
      mention: naming.mention,
      sentence,
      passage,
      subject: naming.described,
      plural,
      past: false,
      front: '',
      description: naming.described,
      base: undefined,
      strength: 1,
    });
  }
  const { clause } = sentence;
  const aside = naming ? undefined : relativeIn(sentence, terms);
  if (aside) {
    aside.mention.term.defined = true;
    facts.push({
      kind: 'definition',
      ...aside,
      sentence,
      passage,
      subject: textOf(sentence, aside.mention.phrase),
      past: false,
      front: '',
      base: undefined,
      strength: 0.8,
    });
  }
  if (!clause || naming) return facts;
  const mention = terms.at(sentence, clause.core.from, clause.core.to);
  if (!mention) return facts;
  const shared = {
    mention,
    sentence,
    passage,
    subject: textOf(sentence, clause.subject),
    plural: clause.plural,
    past: clause.past,
    front: textOf(sentence, clause.front),
  };
  noteJoined(clause, sentence, terms);
  const definition = definitionIn(clause, sentence);
  if (definition) {
    mention.term.defined = true;
    mention.term.genus ??= genusOf(sentence, clause);
    facts.push({ kind: 'definition', ...shared, ...definition, base: undefined });
  }
  const action = definition || saysMoreThanTerm(clause, sentence, mention) ? undefined : actionIn(clause, sentence);
  if (action && definingVerb.test(action.description)) mention.term.defined = true;
  if (action && !clause.past && isGeneral(clause, mention)) mention.term.explained = true;
  if (action) facts.push({ kind: 'action', ...shared, ...action });
  return facts;
}
