import { exactSequence, findRun, sharedInOrder } from '../../text/sequences.ts';
import type { EvidenceLine } from './evidence.ts';

const gap = /_{3,}/u;

/** The sentence around a `____`: what stands in quotation marks if the gap is between them, else the whole stem. */
export function readGap(stem: string): { before: string; after: string } | undefined {
  if (!gap.test(stem)) return undefined;
  const inside = /[“„«"]([\s\S]*_{3,}[\s\S]*)[”“»"]/u.exec(stem)?.[1] ?? stem;
  const [before = '', after = ''] = inside.split(gap, 2);
  return { before, after };
}

/** How well a text fills the gap, 0 to 1: 1 where the passage has the sentence so, less where it only resembles it. */
export function gapSupport({ before, after }: { before: string; after: string }, filling: string, lines: readonly EvidenceLine[]): number {
  const [own, filled] = [exactSequence(filling), exactSequence(`${before} ${filling} ${after}`)];
  return Math.max(
    0,
    ...lines.map(({ exact }) => {
      if (findRun(exact, filled) >= 0) return 1;
      return findRun(exact, own) >= 0 ? sharedInOrder(filled, exact) * 0.8 : 0;
    }),
  );
}

/** The words that the passage has in the gap's place, at most six. */
export function wordsInGap({ before, after }: { before: string; after: string }, lines: readonly EvidenceLine[]): string | undefined {
  // `The ____ method is …` stands for `The join() method is …`, where a sequence has one word.
  const left = exactSequence(before);
  const right = exactSequence(after.replace(/^ (?:functions?|methods?|calls?)\b/u, ''));
  for (const { exact, text } of lines) {
    const start = left.length === 0 ? 0 : findRun(exact, left) + left.length;
    if (left.length > 0 && start < left.length) continue;
    const end = right.length === 0 ? exact.length : findRun(exact.slice(start), right) + start;
    if (end <= start || end - start > 6) continue;
    const words = text.split(/\s+/u);
    const found = words
      .flatMap((_, from) => [1, 2, 3, 4, 5, 6].map((size) => words.slice(from, from + size).join(' ')))
      .map((candidate) => candidate.replaceAll(/^[\s,;:“”"'(]+|[\s,;:.“”"']+$/gu, '').replace(/^(?:an?|the) /iu, ''))
      .find((candidate) => exactSequence(candidate).join(' ') === exact.slice(start, end).join(' '));
    if (found !== undefined) return found;
  }
  return undefined;
}
