import { createHash } from 'node:crypto';
import type { Criterion } from '@lectern/contract';
import { askedQuestions, type AskedContent, type Tx } from '@lectern/db';
import { and, eq, inArray } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { detectLanguage } from '../../documents/text/detect-language.ts';

/** A question of an evaluation, with what its answers are measured by. */
interface EvaluationQuestion {
  type: 'short_answer' | 'coding';
  question: string;
  /** Empty where there is none. */
  reference: string;
  rubric: readonly Criterion[];
  /** Of which the language of the question is told too; not part of what makes two questions one. */
  answer: string;
}

export interface EvaluationAsked {
  id: string;
  content: AskedContent;
}

/** The questions as they are asked, in their order. The same one asked again by the same person, now or another time, is one. */
export async function askQuestions(tx: Tx, ownerId: string, questions: readonly EvaluationQuestion[]): Promise<EvaluationAsked[]> {
  const prints = questions.map(fingerprintOf);
  const wanted = Map.groupBy(questions.entries(), ([at]) => prints[at] ?? '');
  const rows = [...wanted]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([fingerprint, entries]) => {
      const same = entries.map(([, question]) => question);
      const [question] = same;
      return question ? [{ id: uuidv7(), ownerId, fingerprint, content: contentOf(question, languageOf(question, same)) }] : [];
    });
  await tx.insert(askedQuestions).values(rows).onConflictDoNothing();
  const found = await tx
    .select({ id: askedQuestions.id, content: askedQuestions.content, fingerprint: askedQuestions.fingerprint })
    .from(askedQuestions)
    .where(and(eq(askedQuestions.ownerId, ownerId), inArray(askedQuestions.fingerprint, [...wanted.keys()])));
  const byPrint = new Map(found.map(({ fingerprint, ...asked }) => [fingerprint, asked]));
  return prints.map((fingerprint) => {
    const asked = byPrint.get(fingerprint);
    if (!asked) throw new Error('a question that was just asked is not there');
    return asked;
  });
}

function fingerprintOf({ type, question, reference, rubric }: EvaluationQuestion): string {
  const parts = [type, question, reference, rubric.map(({ criterion, points }) => [criterion, points])];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Of fewer characters nobody can tell the language for sure. */
const fewestToTell = 40;

/** Of a question and all that was answered to it, together: a question alone is mostly too short. Programs are in no language. */
function languageOf({ type, question, reference }: EvaluationQuestion, same: readonly EvaluationQuestion[]): string {
  const said = type === 'coding' ? [] : [reference, ...same.map(({ answer }) => answer)];
  const text = [question, ...said].join('\n').trim();
  return text.length < fewestToTell ? 'en' : (detectLanguage(text) ?? 'en');
}

/** It comes from no document and no bank: what only those have is empty. */
function contentOf({ type, question, reference, rubric }: EvaluationQuestion, language: string): AskedContent {
  return {
    type,
    stem: question,
    options: [],
    answer: reference,
    accepted: [],
    rubric: [...rubric],
    reasoningRubric: [],
    starter: null,
    explanation: '',
    difficulty: 'medium',
    bloom: 'understand',
    topic: '',
    language,
    page: 0,
    quote: '',
  };
}
