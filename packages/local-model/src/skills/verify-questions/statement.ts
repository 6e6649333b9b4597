import { exactSequence, findRun, sharedInOrder } from '../../text/sequences.ts';
import type { EvidenceLine } from './evidence.ts';
import type { AskedQuestion } from './request.ts';
import { type Finding, unanswered } from './verdict.ts';

/** Below this a statement is about something else than any sentence of the passage. */
const leastResemblance = 0.4;

/** Whether the passage says this, word for word. */
export function makesStatement(text: string, lines: readonly EvidenceLine[]): boolean {
  const claim = exactSequence(text);
  return lines.some(({ exact }) => findRun(exact, claim) >= 0);
}

/**
 * Judges a statement: true where the passage makes it word for word; false where the passage has a sentence like it that
 * says otherwise. A paraphrase counts as false: without understanding, one changed word may be the one that matters.
 */
export function judgeStatement({ stem, options }: AskedQuestion, lines: readonly EvidenceLine[]): Finding {
  const isMade = makesStatement(stem, lines);
  const claim = exactSequence(stem);
  const resemblance = Math.max(0, ...lines.map(({ exact }) => sharedInOrder(claim, exact)));
  if (!isMade && resemblance < leastResemblance) return unanswered('not_in_passage');
  const truth = isMade ? 'true' : 'false';
  const option = options.find(({ text }) => text.toLowerCase() === truth);
  if (!option && options.length > 0) return unanswered('malformed');
  const answer = [option?.letter ?? (isMade ? 'True' : 'False')];
  return { answer, defensible: answer, confidence: isMade ? 0.98 : Math.min(0.9, 0.4 + resemblance / 2), problem: '' };
}
