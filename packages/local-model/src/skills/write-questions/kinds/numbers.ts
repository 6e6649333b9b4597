import type { Sentence } from '../../../text/analysis.ts';
import type { Token } from '../../../text/tagger.ts';
import { looksPlural } from '../../../text/words.ts';
import { textOf } from '../facts.ts';
import { invert } from '../inversion.ts';
import { type Candidate, type Draft, quoted } from '../item.ts';
import type { Material } from '../material.ts';
import { chance, shuffled } from '../random.ts';
import { weightOf } from '../terms.ts';

/** A number in a sentence that a question can ask for. */
interface Figure {
  index: number;
  token: Token;
  value: number;
  kind: 'year' | 'count' | 'percent';
  /** Written as a word (`four`). */
  spelled: boolean;
}

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
/** After these a smaller or greater number would be true as well. */
const bound =
  /(?:more|less|fewer|greater|larger|smaller|higher|lower) than|at (?:least|most)|up to|over|under|above|below|between|from|to|minimum of|maximum of|within|almost|nearly|several/u;

function figureAt(sentence: Sentence, index: number): Figure | undefined {
  const token = sentence.tokens[index];
  const next = sentence.tokens[index + 1];
  if (!token || (token.pos !== 'NUM' && !numberWords.includes(token.lower))) return undefined;
  const before = sentence.text.slice(Math.max(0, token.start - 16), token.start).trimEnd();
  if (new RegExp(`(?:${bound.source})$`, 'u').test(before) || /[#$€£.\d/:-]$/u.test(before)) return undefined;
  const spelled = numberWords.indexOf(token.lower);
  const value = spelled >= 0 ? spelled : Number(token.text.replaceAll(',', ''));
  if (!Number.isFinite(value) || !/^(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[a-z]+)$/u.test(token.lower)) return undefined;
  const place =
    /(?:in|since|by|until|during|after|before|around|of|january|february|march|april|may|june|july|august|september|october|november|december|\d,) ?$/iu;
  if (/^1\d{3}$|^20\d{2}$/u.test(token.text) && place.test(before)) return { index, token, value, kind: 'year', spelled: false };
  if (next?.text === '%' || next?.lower === 'percent') return { index, token, value, kind: 'percent', spelled: false };
  const counted = next?.pos === 'ADJ' ? sentence.tokens[index + 2] : next;
  const counts =
    value >= 2 &&
    sentence.tokens[index - 1]?.lower !== 'the' &&
    counted?.pos === 'NOUN' &&
    (looksPlural(counted.lower) || /^(?:million|billion|percent|degrees)$/u.test(counted.lower));
  return counts ? { index, token, value, kind: 'count', spelled: spelled >= 0 } : undefined;
}

function written(value: number, like: Figure): string {
  if (like.spelled) return numberWords[value] ?? String(value);
  const decimals = like.token.text.split('.')[1]?.length ?? 0;
  if (like.kind === 'year' || decimals > 0) return value.toFixed(decimals);
  return like.token.text.includes(',') ? value.toLocaleString('en-US') : String(Math.round(value));
}

function valuesNear(figure: Figure, seed: string): number[] {
  const { value, kind } = figure;
  if (kind === 'year') return shuffled([-25, -16, -11, -7, -4, 3, 6, 9, 14, 21], seed).map((step) => value + step);
  if (kind === 'percent')
    return shuffled([value / 2, value * 0.7, value * 1.3, value + 15, value - 12, value * 1.6], seed)
      .filter((one) => one > 0 && one < 100)
      .map(Math.round);
  if (value <= 12 && Number.isInteger(value))
    return shuffled([value - 2, value - 1, value + 1, value + 2, value + 3, value * 2], seed).filter(
      (one) => one >= 2 && (!figure.spelled || one <= 12),
    );
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const round = (one: number) => (Number.isInteger(value) ? Math.max(1, Math.round(one / unit) * unit) : one);
  return shuffled([value * 0.5, value * 0.7, value * 1.4, value * 1.8, value * 2.5], seed).map(round);
}

/** Other numbers of the same kind and size in the passages come first: they are the plausible ones. */
function wrongValues(material: Material, figure: Figure, sentence: Sentence, seed: string): string[] {
  const inText = material.sentences().flatMap((other) => (other === sentence || other.fault !== undefined ? [] : figuresIn(other)));
  const alike = inText.filter(
    (other) => other.kind === figure.kind && other.spelled === figure.spelled && Math.abs(Math.log(other.value / figure.value)) < 1.2,
  );
  const texts = [
    ...shuffled(
      alike.map(({ value }) => value),
      seed,
    ).slice(0, 2),
    ...valuesNear(figure, seed),
  ].map((value) => written(value, figure));
  return [...new Set(texts)]
    .filter((text) => text !== figure.token.text && !sentence.tokens.some((token) => token.text === text))
    .slice(0, 3);
}

function figuresIn(sentence: Sentence): Figure[] {
  return sentence.tokens.flatMap((_, index) => figureAt(sentence, index) ?? []);
}

function stemFor(material: Material, sentence: Sentence, figure: Figure): string {
  const { clause, tokens } = sentence;
  if (figure.kind === 'year' && clause?.front && textOf(sentence, clause.front) === `In ${figure.token.text}`) {
    const asked = invert(material, sentence, 'In which year', clause.rest);
    if (asked) return asked;
  }
  const last = tokens.at(-2) === figure.token && tokens[figure.index - 1]?.lower === 'in';
  if (figure.kind === 'year' && clause && !clause.front && last) {
    const asked = invert(material, sentence, 'In which year', { from: clause.rest.from, to: figure.index - 1 });
    if (asked) return asked;
  }
  const statement = `${sentence.text.slice(0, figure.token.start)}____${sentence.text.slice(figure.token.end)}`.replace(/[.!]$/u, '');
  return `Which ${figure.kind === 'year' ? 'year' : 'number'} completes the statement: “${statement}”?`;
}

function build(material: Material, sentence: Sentence, figure: Figure, topic: string, seed: string): Draft | undefined {
  const wrong = wrongValues(material, figure, sentence, `${seed}${sentence.text}`);
  if (wrong.length < 3) return undefined;
  const stem = stemFor(material, sentence, figure);
  const right = { text: figure.token.text, correct: true, reason: `The text says so: ${quoted(sentence.text)}` };
  const others = wrong.map((text) => ({ text, correct: false, reason: `The text says ${figure.token.text}, not ${text}.` }));
  return {
    stem,
    options: shuffled([right, ...others], `${seed}${stem}`),
    explanation: `The text says: ${quoted(sentence.text)}`,
    topic,
    difficulty: 'medium',
    bloom: 'remember',
  };
}

function buildFalse(material: Material, sentence: Sentence, figure: Figure, topic: string, seed: string): Draft | undefined {
  const wrong = wrongValues(material, figure, sentence, `${seed}${sentence.text}`)[0];
  if (wrong === undefined) return undefined;
  const stem = sentence.text.slice(0, figure.token.start) + wrong + sentence.text.slice(figure.token.end);
  const why = `The number is wrong: it is ${figure.token.text}, not ${wrong}.`;
  const options = [
    { text: 'True', correct: false, reason: why },
    { text: 'False', correct: true, reason: why },
  ];
  return { stem, options, explanation: `${why} The text says: ${quoted(sentence.text)}`, topic, difficulty: 'medium', bloom: 'remember' };
}

/** Questions that ask for a year, a count or a percentage. */
export function numbers(material: Material, seed: string): Candidate[] {
  return material.sources().flatMap((sentence) => {
    const figures = figuresIn(sentence);
    if (sentence.trust < 0.7 || !sentence.clause || sentence.stems.size < 4 || sentence.text.split(' ').length > 30) return [];
    const figure = figures[Math.floor(chance(seed, sentence.text, 'figure') * figures.length)];
    const about = material.topicOf(sentence);
    if (!figure || !about || weightOf(about) < 1.5) return [];
    const topic = about.singular;
    const obvious = figure.kind === 'count' && figure.value === 2;
    const quality = (obvious ? 0.3 : figure.kind === 'count' ? 0.5 : 0.7) * sentence.trust;
    const shared = { concept: `${topic} ${figure.token.text}`, sentence, passage: material.passageIndex(sentence), language: 'en' };
    return [
      { ...shared, type: 'single_choice' as const, quality, form: 'number', build: () => build(material, sentence, figure, topic, seed) },
      {
        ...shared,
        type: 'true_false' as const,
        quality: quality * 0.9,
        form: 'false-number',
        truth: false,
        build: () => buildFalse(material, sentence, figure, topic, seed),
      },
    ];
  });
}
