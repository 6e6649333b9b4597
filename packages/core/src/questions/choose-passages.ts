import type { GenerateParams, QuestionType } from '@lectern/contract';
import { chunks, documents, type DbOrTx } from '@lectern/db';
import { and, asc, eq, gte, inArray, isNull, lte } from 'drizzle-orm';
import type { NewTask } from '../jobs/types.ts';

/** Questions a call writes: more, and models get careless; fewer, and the passages are sent too often. */
const questionsPerCall = 5;
const passagesPerCall = { min: 3, max: 8 } as const;

export interface Passage {
  id: string;
  text: string;
}

/** The passages that may be asked about, in reading order. */
export async function readPassages(db: DbOrTx, params: GenerateParams): Promise<Passage[]> {
  const rows = await db
    .select({ id: chunks.id, text: chunks.text, heading: chunks.heading })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(
      and(
        inArray(chunks.documentId, params.documentIds),
        eq(documents.revision, chunks.revision),
        isNull(documents.deletedAt),
        params.pages && lte(chunks.pageFrom, params.pages.to),
        params.pages && gte(chunks.pageTo, params.pages.from),
      ),
    )
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal));
  if (params.topics.length === 0) return rows;
  const wanted = params.topics.map((topic) => topic.toLowerCase());
  const about = rows.filter(({ text, heading }) => {
    const content = `${heading ?? ''}\n${text}`.toLowerCase();
    return wanted.some((topic) => content.includes(topic));
  });
  // A topic in words the text does not use must not leave the teacher with nothing.
  return about.length > 0 ? about : rows;
}

/**
 * Spreads a number of questions over the passages: one call per five, each with a window of neighbouring passages (they
 * give each other distractors), the windows evenly over the whole. A later round moves the windows by half of one.
 */
export function planCalls(
  passages: readonly Passage[],
  count: number,
  types: readonly QuestionType[],
  round: number,
): NewTask<'questions.write'>[] {
  const calls = Math.ceil(count / questionsPerCall);
  const size = Math.min(passages.length, Math.max(passagesPerCall.min, Math.min(passagesPerCall.max, Math.ceil(passages.length / calls))));
  const step = passages.length / calls;
  return Array.from({ length: calls }, (_, batch) => {
    const first = Math.floor(batch * step + (round * step) / 2);
    const window = Array.from({ length: size }, (_unused, at) => passages[(first + at) % passages.length]);
    const share = Math.min(questionsPerCall, count - batch * questionsPerCall);
    return {
      key: `write:${batch}`,
      payload: { batch, chunkIds: window.flatMap((passage) => passage?.id ?? []), want: shareTypes(share, types, batch) },
    };
  });
}

/** So many of each type, as even as it goes; the odd one goes to another type in each batch. */
export function shareTypes(count: number, types: readonly QuestionType[], batch: number): { type: QuestionType; count: number }[] {
  const shares = types.map((type) => ({ type, count: 0 }));
  for (let at = 0; at < count; at += 1) {
    const share = shares[(at + batch) % shares.length];
    if (share) share.count += 1;
  }
  return shares.filter((share) => share.count > 0);
}
