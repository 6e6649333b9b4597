import type { Sentence } from '../../../text/analysis.ts';
import { contentStems } from '../../../text/words.ts';
import { pickTerms } from '../distractors.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import { type Listing, listingIn } from '../listing.ts';
import { formOf, type Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { type Mention, overlaps, weightOf, writtenForm } from '../terms.ts';

const optionCount = 5;
const mostRight = 3;

/** Members that are different things, two or three of them by chance. */
function chooseRight(listing: Listing, seed: string): Mention[] {
  const distinct: Mention[] = [];
  for (const mention of shuffled(listing.members, seed)) {
    if (!distinct.some(({ term }) => overlaps(term, mention.term))) distinct.push(mention);
  }
  return distinct.slice(0, chance(seed, 'how many') < 0.5 ? mostRight - 1 : mostRight);
}

function build(material: Material, sentence: Sentence, listing: Listing, seed: string): Draft | undefined {
  const right = chooseRight(listing, `${seed}${sentence.text}`);
  const [first] = right;
  if (!first || right.length < 2) return undefined;
  const { plural } = first.phrase;
  const asked = listing.relation === 'example' ? `examples of ${listing.of}` : `parts of ${listing.of}`;
  const stem = `Which of these are ${asked}? Select all that apply.`;
  const count = optionCount - right.length;
  const claim = contentStems(listing.of);
  const picked = pickTerms(material, { key: first.term, plural, source: sentence, stem, claim, count, seed });
  const clash = picked?.terms.some((other) => listing.members.some(({ term }) => material.areRelated(other, term)));
  if (!picked || clash === true) return undefined;
  const options = [
    ...right.map((mention) => ({
      text: writtenForm(mention),
      correct: true,
      reason: `The text lists it: ${quoted(sentence.text)}`,
    })),
    ...picked.terms.map((other) => ({
      text: formOf(other, plural),
      correct: false,
      reason: `The text does not count “${formOf(other, plural)}” among the ${asked}.`,
    })),
  ];
  return {
    stem,
    options: shuffled(options, `${seed}${stem}`),
    explanation: `The text says: ${quoted(sentence.text)}`,
    topic: listing.of,
    difficulty: 'medium',
    bloom: 'remember',
    answer: right.map(writtenForm).join('; '),
    weak: picked.weak,
  };
}

/** Questions with two or three right options of five, from what the text lists. */
export function severalChoices(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    const listing = listingIn(material, sentence);
    if (!listing || sentence.trust < 0.5) return [];
    const weight = Math.max(...listing.members.map(({ term }) => weightOf(term)));
    return [
      {
        type: 'multiple_choice' as const,
        quality: 0.7 * sentence.trust * Math.min(1, 0.6 + weight / 10),
        concept: listing.of,
        form: `several-${listing.relation}`,
        sentence,
        passage: material.passageIndex(sentence),
        language: 'en',
        build: () => build(material, sentence, listing, seed),
      },
    ];
  });
}
