import { contentSequence, findRun, type Sequence, sharedInOrder } from '../../text/sequences.ts';
import { contentStems, coverage } from '../../text/words.ts';
import type { EvidenceLine } from './evidence.ts';
import { readGap, wordsInGap } from './gap.ts';
import type { AskedQuestion } from './request.ts';
import { type Finding, unanswered } from './verdict.ts';

/** Fills the gap of a statement with the words that the passage has in its place. */
export function fillGap({ stem }: AskedQuestion, lines: readonly EvidenceLine[]): Finding {
  const gap = readGap(stem);
  if (!gap) return unanswered('malformed');
  const words = wordsInGap(gap, lines);
  if (words === undefined) return unanswered('not_in_passage');
  return { answer: [words], defensible: [words], confidence: 0.95, problem: '' };
}

const questionWords = /\b(?:which|what|who|why|how|when|where|explain|describe|define|do|does|did|is|are|was|were)\b/giu;

/** How well a sentence answers: it has the question's words, begins with them, and can stand alone. */
function fitness(asked: ReadonlySet<string>, order: Sequence, line: EvidenceLine, what: 'is' | 'does', call: string | undefined): number {
  const share = coverage(asked, contentStems(line.text));
  const opens = findRun(line.content, order) === 0 ? 0.5 : 0;
  const defines = opens > 0 && /^.{2,80}? (?:is|are) (?:an?|the) /u.test(line.text) === (what === 'is') ? 0.2 : 0;
  // In stems `readline()` and `readlines()` are one.
  const called = call !== undefined && line.text.includes(call) ? 0.3 : 0;
  return called + share + sharedInOrder(order, line.content) * 0.5 + opens + defines + (line.standsAlone ? 0.3 : 0);
}

const comparison = /^how do(?:es)? (.+) differ from (.+)\?$/iu;

/** Quotes the sentence that answers an open question best; for a comparison the best of either side. */
export function quoteAnswer({ stem }: Pick<AskedQuestion, 'stem'>, lines: readonly EvidenceLine[]): Finding {
  const [, one, other] = comparison.exec(stem) ?? [];
  if (one !== undefined && other !== undefined) {
    const found = [one, other].map((side) => quoteAnswer({ stem: `What is ${side}?` }, lines));
    const answer = [found.flatMap((side) => side.answer).join(' ')];
    const confidence = Math.min(...found.map((side) => side.confidence));
    return found.every(({ problem }) => problem === '')
      ? { answer, defensible: answer, confidence, problem: '' }
      : unanswered('not_in_passage');
  }
  const bare = stem.replaceAll(questionWords, ' ');
  const [asked, order] = [contentStems(bare), contentSequence(bare)];
  const what = /^(?:what|why|how) do(?:es)?\b/iu.test(stem) ? 'does' : 'is';
  const call = /(?<![\w.])[\w.]+\(\)/u.exec(stem)?.[0];
  const [found] = lines
    .filter(({ content }) => content.length > order.length)
    .map((line) => ({ text: line.text, share: coverage(asked, contentStems(line.text)), fit: fitness(asked, order, line, what, call) }))
    .sort((a, b) => b.fit - a.fit);
  if (!found || found.share < 0.6) return unanswered('not_in_passage');
  return { answer: [found.text], defensible: [found.text], confidence: found.share * 0.8, problem: '' };
}
