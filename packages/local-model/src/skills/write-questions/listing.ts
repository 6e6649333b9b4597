import type { Sentence } from '../../text/analysis.ts';
import { textOf } from './facts.ts';
import type { Material } from './material.ts';
import type { Mention } from './terms.ts';

/** A sentence that lists things of one class: `Examples of computers include smartphones, tablets, laptops.` */
export interface Listing {
  /** What they are, in the plural, as written; for parts, what they are parts of. */
  of: string;
  relation: 'example' | 'part';
  members: readonly Mention[];
}

const introduction =
  /(?:^Examples of (?<examples>[\p{L}\s-]+?) (?:include|are) |(?<suchAs>(?:[\p{L}-]+ )?[\p{L}-]+s),? (?:such as|including|like|for example,|e\.g\.,?) )/u;

/** Noun phrases joined by nothing but commas and `and`/`or`, from `start` characters on. */
function membersFrom(material: Material, sentence: Sentence, start: number): Mention[] {
  const members: Mention[] = [];
  let position = start;
  for (const mention of material.terms.mentions(sentence)) {
    const first = sentence.tokens[mention.phrase.from];
    const last = sentence.tokens[mention.phrase.to - 1];
    if (!first || !last || first.start < position) continue;
    const between = sentence.text.slice(position, first.start);
    if (!/^(?:,? ?(?:and |or )?(?:an? |the )?)$/u.test(between)) break;
    members.push(mention);
    position = last.end;
  }
  return /^(?:[.,;)]|$)/u.test(sentence.text.slice(position)) ? members : [];
}

/** `Arithmetic operators include +, -, and *`, `A cell consists of a nucleus, a membrane, and cytoplasm`. */
function ofVerb(material: Material, sentence: Sentence): Listing | undefined {
  const { clause } = sentence;
  if (!clause || clause.kind !== 'verb' || clause.front || clause.extended) return undefined;
  const match = /^(?:include|includes|consists? of|contains?) /u.exec(sentence.text.slice(sentence.tokens[clause.verb.from]?.start ?? 0));
  if (!match) return undefined;
  const members = membersFrom(material, sentence, (sentence.tokens[clause.verb.from]?.start ?? 0) + match[0].length);
  const subject = material.terms.midSentence(sentence, textOf(sentence, clause.subject));
  return { of: subject, relation: clause.plural && match[0].startsWith('include') ? 'example' : 'part', members };
}

function ofClass(material: Material, sentence: Sentence): Listing | undefined {
  const match = introduction.exec(sentence.text);
  const of = match?.groups?.['examples'] ?? match?.groups?.['suchAs'];
  if (!match || of === undefined || /^(?:\w+ )?(?:things|ways|others|ones|words|terms)$/u.test(of)) return undefined;
  const members = membersFrom(material, sentence, match.index + match[0].length);
  return {
    of: material.terms.midSentence(sentence, of),
    relation: 'example',
    members,
  };
}

export function isOfOneNumber({ members }: Listing): boolean {
  return members.every(({ phrase }) => phrase.plural === members[0]?.phrase.plural);
}

/** `many objects`, `example job titles`: what is listed are objects, and job titles. */
const passing = /^(?:many|several|some|various|different|examples?|other|common) /u;

/** What a sentence lists, if it lists two or more things. */
export function listingIn(material: Material, sentence: Sentence): Listing | undefined {
  const listing = ofClass(material, sentence) ?? ofVerb(material, sentence);
  return listing && listing.members.length >= 2 ? { ...listing, of: listing.of.replace(passing, '') } : undefined;
}
