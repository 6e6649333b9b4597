import type { Sentence } from '../../text/analysis.ts';
import { coverage } from '../../text/words.ts';
import type { Material } from '../write-questions/material.ts';
import { keynessOf } from '../write-questions/terms.ts';

const sentenceCount = 2;
/** Two sentences with more in common say the same. */
const mostAlike = 0.5;
const comfortableWords = { least: 8, most: 32 } as const;

/** How many sentences of the section share a word: what comes again is what it is about. */
function frequencies(sentences: readonly Sentence[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stems } of sentences) for (const word of stems) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function createScore(
  material: Material | undefined,
  sentences: readonly Sentence[],
  heading: ReadonlySet<string>,
): (sentence: Sentence) => number {
  const counts = frequencies(sentences);
  return (sentence) => {
    const central =
      [...sentence.stems].reduce((sum, word) => sum + Math.log2(counts.get(word) ?? 1), 0) / Math.sqrt(sentence.stems.size + 1);
    const keyTerms = (material?.terms.mentions(sentence) ?? []).reduce((sum, { term }) => sum + keynessOf(term), 0);
    const defines = material?.facts.some((fact) => fact.sentence === sentence && fact.kind !== 'action') === true ? 1 : 0;
    const words = sentence.text.split(/\s+/u).length;
    const length = words < comfortableWords.least || words > comfortableWords.most ? 0.6 : 1;
    const alone = material === undefined || material.standsAlone(sentence) ? 1 : 0.5;
    const early = 1 / (1 + sentences.indexOf(sentence) / 8);
    return (central * 0.5 + keyTerms + defines + coverage(heading, sentence.stems) + early) * sentence.trust * length * alone;
  };
}

/**
 * The two sentences that say most of a section and can be read without the rest, in the order of the text. Fewer where there
 * are not as many; where none can stand alone, the first ones of the text.
 */
export function summarize(sentences: readonly Sentence[], material: Material | undefined, heading: ReadonlySet<string>): string {
  const sound = sentences.filter(({ fault }) => fault === undefined);
  const score = createScore(material, sound, heading);
  const ranked = sound.map((sentence) => ({ sentence, score: score(sentence) })).sort((a, b) => b.score - a.score);
  const chosen: Sentence[] = [];
  for (const { sentence } of ranked) {
    const repeats = chosen.some((one) => Math.max(coverage(sentence.stems, one.stems), coverage(one.stems, sentence.stems)) > mostAlike);
    if (!repeats) chosen.push(sentence);
    if (chosen.length === sentenceCount) break;
  }
  const prose = sentences.filter(({ fault }) => fault !== 'code' && fault !== 'length' && fault !== 'fragment' && fault !== 'address');
  const kept = chosen.length > 0 ? sentences.filter((sentence) => chosen.includes(sentence)) : prose.slice(0, sentenceCount);
  return kept.map(({ text }) => text).join(' ');
}
