import { LRUCache } from 'lru-cache';
import { analysePassage, type PassageAnalysis } from './analysis.ts';
import { createTagger } from './tagger.ts';

export interface Analyser {
  /** `language` is what to assume for texts too short to tell. */
  analyse(text: string, language: string): PassageAnalysis;
}

/** A question run asks about the same passages again and again; 400 are about 100,000 words of a book. */
const cachedPassages = 400;

const warmUp =
  'A cell is the smallest unit of life. Plant cells have a wall, which gives the plant its shape. The wall consists of cellulose.';

/** Loads the language model, runs it once so that the first request does not pay for it, and keeps recent analyses. */
export function createAnalyser(): Analyser {
  const tagger = createTagger();
  const cache = new LRUCache<string, PassageAnalysis>({ max: cachedPassages });
  analysePassage(warmUp, 'en', tagger);
  return {
    analyse(text, language) {
      const key = `${language}\n${text}`;
      const known = cache.get(key);
      if (known) return known;
      const made = analysePassage(text, language, tagger);
      cache.set(key, made);
      return made;
    },
  };
}
