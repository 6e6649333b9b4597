import { franc } from 'franc-min';

const SAMPLES = 3;
/** The library looks at the first 2,048 characters only: three samples fill that. */
const SAMPLE_CHARACTERS = 680;

/**
 * The language of a text as an ISO 639-1 code (`en`), or undefined where it is too short or none is recognised. Samples the
 * beginning, middle and end, so that a foreign title page does not decide for a whole book.
 */
export function detectLanguage(text: string): string | undefined {
  const iso3 = franc(samplesOf(text));
  if (iso3 === 'und') return undefined;
  const [canonical] = Intl.getCanonicalLocales(iso3);
  return canonical?.length === 2 ? canonical : undefined;
}

function samplesOf(text: string): string {
  if (text.length <= SAMPLES * SAMPLE_CHARACTERS) return text;
  const step = (text.length - SAMPLE_CHARACTERS) / (SAMPLES - 1);
  return Array.from({ length: SAMPLES }, (_, i) => text.slice(i * step, i * step + SAMPLE_CHARACTERS)).join(' ');
}
