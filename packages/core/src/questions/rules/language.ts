import { detectLanguage } from '../../documents/text/detect-language.ts';
import { wordsOf } from '../fingerprint.ts';
import { functionWordShares } from './function-words.ts';

const english = new Intl.DisplayNames('en', { type: 'language' });
const byName = new Map(
  ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'uk', 'tr', 'ar', 'zh', 'ja', 'ko'].map((code) => [
    english.of(code)?.toLowerCase(),
    code,
  ]),
);

/** The ISO 639-1 code that a model means by "en-US", "eng" or "English"; undefined for what is none. */
export function languageCode(written: string): string | undefined {
  const text = written.trim();
  const named = byName.get(text.toLowerCase());
  if (named !== undefined) return named;
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    return /^[a-z]{2}(?=-|$)/u.exec(canonical)?.[0];
  } catch {
    return undefined;
  }
}

/** Fewer tell nothing: statistics take short English for French. */
const leastWords = 8;
const leastLetters = 50;
/** Another language has so many times the function words. */
const clearlyMore = 1.3;
const leastShare = 0.1;

/** Whether a text is surely not in this language. Where letters and function words do not agree, or it is short, it is trusted. */
export function isOtherLanguage(text: string, language: string): boolean {
  const words = wordsOf(text);
  if (words.length < leastWords || text.length < leastLetters) return false;
  const detected = detectLanguage(text);
  if (detected === undefined || detected === language) return false;
  const shares = functionWordShares(words);
  const own = shares.get(language);
  // Of a language without a list only the letters can tell.
  if (own === undefined) return (shares.get(detected) ?? 1) > leastShare;
  return own < leastShare || (shares.get(detected) ?? 0) > own * clearlyMore;
}
