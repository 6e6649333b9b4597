import type { Sentence } from '../../text/analysis.ts';
import { baseForm, type Range } from '../../text/clause.ts';
import { textOf } from './facts.ts';
import type { Material } from './material.ts';

const haveOrDo = /^(?:has|have|had|do|does|did)$/u;

/**
 * The main clause as a question after `question` (`In which year`, `Why`): subject and auxiliary change places, `do` is added
 * where there is none. `rest` is what follows the verb. Undefined where the verb's base form cannot be told.
 */
export function invert(material: Material, sentence: Sentence, question: string, rest: Range): string | undefined {
  const { clause, tokens } = sentence;
  if (!clause) return undefined;
  const subject = material.terms.midSentence(sentence, textOf(sentence, clause.subject));
  const start = tokens.findIndex((token, index) => index >= clause.verb.from && index < clause.verb.to && token.pos !== 'ADV');
  const finite = tokens[start];
  if (!finite) return undefined;
  const adverbs = textOf(sentence, { from: clause.verb.from, to: start });
  const after = textOf(sentence, { from: start + 1, to: rest.to });
  const join = (...parts: readonly string[]) => `${parts.filter((part) => part !== '').join(' ')}?`;
  if (clause.kind !== 'verb') return join(question, finite.text, subject, adverbs, after);
  const base = baseForm(finite);
  if (base === undefined || (haveOrDo.test(finite.lower) && clause.verb.to - start > 1)) return undefined;
  const auxiliary = clause.past || finite.lower === 'had' ? 'did' : clause.plural ? 'do' : 'does';
  return join(question, auxiliary, subject, adverbs, base, after);
}
