import type { Token } from './tagger.ts';
import { looksPlural, singular } from './words.ts';

/** A noun phrase without its determiner: tokens `from` to `to` (exclusive) of a sentence. */
export interface NounPhrase {
  from: number;
  to: number;
  /** Where it began before opening adjectives were left out. */
  start: number;
  /** `a`, `an`, `the`, another determiner, or empty. */
  determiner: string;
  plural: boolean;
  /** Lower case, head noun in the singular: the same for every form of the term. */
  key: string;
}

export function isNominal(token: Token | undefined): boolean {
  return token !== undefined && (token.pos === 'NOUN' || token.pos === 'PROPN' || token.code);
}

function isDeterminer(token: Token | undefined): boolean {
  return token?.pos === 'DET' || (token?.pos === 'PRON' && /^(its|their|his|her|our|your)$/u.test(token.lower));
}

/** `A for loop`, `the if statement`: a word of another kind can stand between determiner and noun only as part of the name. */
function isQuotedKeyword(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const article = /^(?:an?|the)$/u.test(tokens[index - 1]?.lower ?? '');
  return (
    token !== undefined &&
    article &&
    isNominal(tokens[index + 1]) &&
    ['ADP', 'SCONJ', 'CCONJ', 'PART', 'INTJ', 'VERB', 'ADV'].includes(token.pos)
  );
}

function isParticipleModifier(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token?.pos !== 'VERB' || !/(?:ed|ing|en)$/u.test(token.lower)) return false;
  const before = tokens[index - 1];
  // `Formatting long lines helps`: at the start of a sentence a word in -ing is the subject itself.
  if (before === undefined && token.lower.endsWith('ing')) return false;
  const opens = before === undefined || isDeterminer(before) || ['ADJ', 'ADP', 'CCONJ', 'NUM'].includes(before.pos);
  return opens && isNominal(tokens[index + 1]);
}

/** `the == operator`: the sign is its name. */
function isNamingSign(tokens: readonly Token[], index: number): boolean {
  const article = /^(?:an?|the)$/u.test(tokens[index - 1]?.lower ?? '');
  return (
    article &&
    /^[^\p{L}\p{N}\s"“”'()]{1,3}$/u.test(tokens[index]?.text ?? '') &&
    /^(?:operator|sign|symbol)$/u.test(tokens[index + 1]?.lower ?? '')
  );
}

function fits(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  // An adjective after a noun opens something new: `formatting | long lines`.
  const opens = token.pos === 'ADJ' && !isNominal(tokens[index - 1]);
  return isNominal(token) || opens || isNamingSign(tokens, index) || isQuotedKeyword(tokens, index) || isParticipleModifier(tokens, index);
}

/** Qualities that belong to the sentence rather than to the term. */
const passingAdjective =
  /^(?:many|several|various|different|same|other|such|few|first|second|third|last|next|new|old|own|certain|common|important|simple|good|great|main|major|similar|specific|particular|whole|entire|possible|additional|another|little|more|most|less|least|much|early|late|recent|large|small|big|long|short|high|low|popular|useful|available|single|only|full|actual|basic|real|best|better|given|following|previous|typical|above|below|example)$/u;

const irregular = /^(?:data|media|criteria)$/u;

function singularHead(head: Token): string {
  if (head.code || irregular.test(head.lower)) return head.lower;
  if (/^\p{Lu}{2,}/u.test(head.text)) return head.text.replace(/(?<=\p{Lu})s$/u, '').toLowerCase();
  // Not the tagger's lemma: it respells British words (vapour, colour), and a key has to stand in the text as it is.
  return singular(head.lower);
}

function isPluralHead(head: Token): boolean {
  if (head.code) return false;
  if (/^\p{Lu}{2,}/u.test(head.text)) return /\p{Lu}s$/u.test(head.text);
  return irregular.test(head.lower) || looksPlural(head.lower);
}

export function isName(token: Token | undefined): boolean {
  return token !== undefined && isNominal(token) && /^\p{Lu}/u.test(token.text) && (token.pos === 'PROPN' || token.start > 0);
}

const particle = /^(?:van|von|der|den|de|da|di|la|le|du|of|the|and|ibn|al)$/u;

/** `the English scientist Robert Hooke` names Robert Hooke: a name begins after the last ordinary noun. */
function withoutRole(tokens: readonly Token[], from: number, to: number): number {
  if (!isName(tokens[to - 1])) return from;
  for (let index = to - 2; index >= from; index -= 1) {
    const token = tokens[index];
    if (token && index > 0 && /^\p{Ll}/u.test(token.text) && !particle.test(token.text)) return index + 1;
  }
  return from;
}

/** The phrase between two tokens, less opening adjectives that do not name anything and `function` after `len()`. */
export function makePhrase(tokens: readonly Token[], from: number, to: number): NounPhrase | undefined {
  let start = from;
  while (start < to - 1 && passingAdjective.test(tokens[start]?.lower ?? '')) start += 1;
  start = withoutRole(tokens, start, to);
  const saysWhatItIs = tokens[to - 2]?.code === true && /^(?:function|method|call|operation)s?$/u.test(tokens[to - 1]?.lower ?? '');
  const end = saysWhatItIs && start < to - 1 ? to - 1 : to;
  const head = tokens[end - 1];
  const isCall = head?.code === true && head.text.endsWith('()');
  if (isCall) start = end - 1;
  if (!head || start >= end || !isNominal(head)) return undefined;
  const before = tokens[from - 1];
  const words = tokens.slice(start, end).map((token) => token.lower);
  // `Pandas is a library`: the verb says that it is one thing.
  const isOne = end - start === 1 && start === 0 && /^(?:is|was|has|does)$/u.test(tokens[end]?.lower ?? '');
  words[words.length - 1] = isOne ? head.lower : singularHead(head);
  return {
    from: start,
    to: end,
    start: isCall || isName(tokens[to - 1]) ? start : from,
    determiner: isDeterminer(before) ? (before?.lower ?? '') : '',
    plural: !isOne && isPluralHead(head),
    key: words.join(' '),
  };
}

/** Where a name that ends at `to` really ends: `Congress of Vienna`, `Declaration of the Rights of Man`. */
export function nameEnd(tokens: readonly Token[], to: number): number {
  let end = to;
  while (isName(tokens[end - 1]) && tokens[end]?.lower === 'of') {
    let next = tokens[end + 1]?.lower === 'the' ? end + 2 : end + 1;
    if (!isName(tokens[next])) break;
    while (isName(tokens[next])) next += 1;
    end = next;
  }
  return end;
}

/** The longest noun phrases of a sentence, left to right. */
export function findNounPhrases(tokens: readonly Token[]): NounPhrase[] {
  const phrases: NounPhrase[] = [];
  let index = 0;
  while (index < tokens.length) {
    let end = index;
    while (fits(tokens, end)) end += 1;
    let nounEnd = end;
    while (nounEnd > index && !isNominal(tokens[nounEnd - 1])) nounEnd -= 1;
    const phraseEnd = nameEnd(tokens, nounEnd);
    const phrase = nounEnd > index ? makePhrase(tokens, index, phraseEnd) : undefined;
    if (phrase) phrases.push(phrase);
    index = Math.max(end, phraseEnd, index + 1);
  }
  return phrases;
}
