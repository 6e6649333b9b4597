import { align, contentSequence, findRun, type Sequence, sharedInOrder } from '../../text/sequences.ts';
import { type EvidenceLine, isNegated } from './evidence.ts';
import { gapSupport, readGap } from './gap.ts';
import type { AskedOption, AskedQuestion } from './request.ts';
import { makesStatement } from './statement.ts';
import { type Finding, unanswered } from './verdict.ts';

/** An option at least so well supported could be defended. */
const defensibleSupport = 0.62;
/** `float() converts a type to a float` is no answer to what converts one to an integer: nearly right is wrong beside right. */
const leastOfBest = 0.85;
/** A sentence that shares so much of the stem speaks of what is asked. */
const leastStemShare = 0.5;
/** Shorter options must be in the sentence word by word; longer ones may have been shortened or turned. */
const longestTerm = 4;

/** Words that make a question of a statement. */
const scaffold =
  /\b(?:which(?: (?:of (?:these|the following)|term|word|number|year))?|what|who|whom|why|how|when|where|do|does|did|is|are|was|were|term|names?|called|defined|means?|examples?|parts?|used for|select all that apply)\b/giu;
const asksForTruth = /^which (?:of (?:these|the following) )?statements?\b.*\b(?:is|are) (?:true|correct)\b/iu;
const invertedStem = /\b(?:NOT|EXCEPT)\b/u;

function withoutScaffold(stem: string): Sequence {
  const bare = contentSequence(stem.replaceAll(scaffold, ' '));
  return bare.length > 0 ? bare : contentSequence(stem);
}

/** How much of an option stands in a sentence beside what the stem has of it already, and up to where. */
function optionShare(option: Sequence, line: Sequence, taken: ReadonlySet<number>): { share: number; places: number[] } {
  const run = findRun(line, option, taken);
  if (run >= 0) return { share: 1, places: [run, run + option.length - 1] };
  if (option.length <= longestTerm) return { share: findRun(line, option) >= 0 ? 0.3 : 0, places: [] };
  const open = line.flatMap((word, index) => (taken.has(index) ? [] : [{ word, index }]));
  const places = align(
    option,
    open.map(({ word }) => word),
  ).map((place) => open[place]?.index ?? 0);
  return { share: places.length / option.length, places };
}

/** A word that comes twice in a sentence may be the stem's at its first or at its last place. */
function alignments(stem: Sequence, line: Sequence): number[][] {
  const backward = align(stem.toReversed(), line.toReversed()).map((place) => line.length - 1 - place);
  return [align(stem, line), backward];
}

/** In a run of text as long as a table nearly every word comes somewhere. */
function isScattered(places: readonly number[]): boolean {
  return Math.max(...places) - Math.min(...places) > places.length * 2 + 10;
}

/** The best sentence for stem and option together, 0 to 1. */
function supportOf(question: AskedQuestion, { text }: AskedOption, lines: readonly EvidenceLine[]): number {
  if (asksForTruth.test(question.stem)) return makesStatement(text, lines) ? 1 : 0;
  const gap = readGap(question.stem);
  if (gap) return gapSupport(gap, text, lines);
  const stem = withoutScaffold(question.stem.replace(invertedStem, ''));
  const option = contentSequence(text.replace(/^because /iu, ''));
  const negated = isNegated([...stem, ...option]);
  const supports = lines.flatMap(({ content }) =>
    alignments(stem, content).map((places) => {
      const asked = places.length / stem.length;
      if (asked < leastStemShare || isScattered(places)) return 0;
      const found = optionShare(option, content, new Set(places));
      const all = [...places, ...found.places];
      const denies = isNegated(content.slice(Math.min(...all), Math.max(...all) + 1));
      return asked * found.share * (denies === negated ? 1 : 0.2);
    }),
  );
  return Math.max(0, ...supports);
}

function speaksOf(stem: string, lines: readonly EvidenceLine[]): boolean {
  const words = withoutScaffold(stem.replaceAll(/_{3,}/gu, ' '));
  return lines.some(({ content }) => sharedInOrder(words, content) >= leastStemShare);
}

/** Answers a question with options by the support that each has in the passage. */
export function answerChoice(question: AskedQuestion, lines: readonly EvidenceLine[]): Finding {
  if (question.options.length < 2) return unanswered('malformed');
  const supports = question.options.map((option) => ({ letter: option.letter, support: supportOf(question, option, lines) }));
  const best = Math.max(...supports.map(({ support }) => support));
  const inverted = invertedStem.test(question.stem);
  const least = Math.max(defensibleSupport, best * leastOfBest);
  const fitting = supports.filter(({ support }) => (inverted ? support < least : support >= least));
  if (best < defensibleSupport) return unanswered(speaksOf(question.stem, lines) ? 'no_answer' : 'not_in_passage');
  if (fitting.length === 0) return unanswered('no_answer');
  const ranked = [...fitting].sort((a, b) => (inverted ? a.support - b.support : b.support - a.support));
  const defensible = fitting.map(({ letter }) => letter);
  const several = question.type === 'multiple_choice';
  return {
    answer: several ? defensible : ranked.slice(0, 1).map(({ letter }) => letter),
    defensible,
    confidence: !several && fitting.length > 1 ? best / fitting.length : best,
    problem: !several && fitting.length > 1 ? 'several_answers' : '',
  };
}
