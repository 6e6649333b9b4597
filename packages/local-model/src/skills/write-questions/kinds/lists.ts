import type { Sentence } from '../../../text/analysis.ts';
import { contentStems } from '../../../text/words.ts';
import { pickTerms } from '../distractors.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { formOf, type Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { type Mention, weightOf } from '../terms.ts';

/** A sentence that lists things of one class: `Examples of computers include smartphones, tablets, laptops.` */
interface Listing {
  /** What they are, in the plural, as written. */
  of: string;
  members: readonly Mention[];
}

const introduction =
  /(?:^Examples of (?<examples>[\p{L}\s-]+?) (?:include|are) |(?<suchAs>(?:[\p{L}-]+ )?[\p{L}-]+s),? (?:such as|including) )/u;

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

function listingIn(material: Material, sentence: Sentence): Listing | undefined {
  const match = introduction.exec(sentence.text);
  const of = match?.groups?.['examples'] ?? match?.groups?.['suchAs'];
  if (!match || of === undefined || /^(?:\w+ )?(?:things|ways|others|ones|words|terms)$/u.test(of)) return undefined;
  const members = membersFrom(material, sentence, match.index + match[0].length);
  const sameNumber = members.every(({ phrase }) => phrase.plural === members[0]?.phrase.plural);
  return members.length >= 2 && sameNumber ? { of: material.terms.midSentence(sentence, of), members } : undefined;
}

function build(material: Material, sentence: Sentence, listing: Listing, seed: string): Draft | undefined {
  const mention = listing.members[Math.floor(chance(seed, sentence.text, 'member') * listing.members.length)];
  if (!mention) return undefined;
  const { term, phrase } = mention;
  const stem = phrase.plural ? `Which of these are examples of ${listing.of}?` : `Which of these is an example of ${listing.of}?`;
  const picked = pickTerms(material, {
    key: term,
    plural: phrase.plural,
    source: sentence,
    stem,
    claim: contentStems(listing.of),
    count: 3,
    seed,
  });
  if (!picked) return undefined;
  const { terms: others, weak } = picked;
  const key = formOf(term, phrase.plural);
  const right = { text: key, correct: true, reason: `The text lists it: ${quoted(sentence.text)}` };
  const wrong = others.map((other) => ({
    text: formOf(other, phrase.plural),
    correct: false,
    reason: `The text does not count “${formOf(other, phrase.plural)}” among ${listing.of}.`,
  }));
  return {
    stem,
    options: shuffled([right, ...wrong], `${seed}${stem}`),
    explanation: `The text says: ${quoted(sentence.text)}`,
    topic: listing.of,
    difficulty: 'easy',
    bloom: 'remember',
    weak,
  };
}

/** Questions about which thing belongs to a class that the text gives examples of. */
export function lists(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    const listing = listingIn(material, sentence);
    if (!listing || sentence.trust < 0.6) return [];
    const weight = Math.max(...listing.members.map(({ term }) => weightOf(term)));
    return [
      {
        type: 'single_choice' as const,
        quality: 0.6 * sentence.trust * Math.min(1, 0.6 + weight / 10),
        concept: listing.of,
        form: 'list',
        sentence,
        passage: material.passageIndex(sentence),
        language: 'en',
        build: () => build(material, sentence, listing, seed),
      },
    ];
  });
}
