import type { Sentence } from '../../../text/analysis.ts';
import { contentStems } from '../../../text/words.ts';
import { pickTerms } from '../distractors.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { isOfOneNumber, type Listing, listingIn } from '../listing.ts';
import { formOf, type Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { weightOf, writtenForm } from '../terms.ts';

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
  const key = writtenForm(mention);
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
    if (listing?.relation !== 'example' || !isOfOneNumber(listing) || sentence.trust < 0.6) return [];
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
