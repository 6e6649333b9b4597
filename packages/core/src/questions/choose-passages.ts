import type { GenerateParams } from '@lectern/contract';
import { chunks, documents, type DbOrTx } from '@lectern/db';
import { and, asc, eq, gte, inArray, isNull, lte, sql, type SQL } from 'drizzle-orm';
import type { NewTask } from '../jobs/types.ts';
import { dealTypes, type TypeCount } from './share-types.ts';

/** Questions a call writes: more, and models get careless; fewer, and the passages are sent too often. */
const questionsPerCall = 5;
const passagesPerCall = { min: 3, max: 8 } as const;

/** The ids of the passages that may be asked about, in reading order; a big course has a hundred thousand. */
export async function findPassages(db: DbOrTx, params: GenerateParams): Promise<string[]> {
  if (params.topics.length > 0) {
    const about = await findWhere(db, params, isAbout(params.topics));
    if (about.length > 0) return about;
  }
  // A topic in words the text does not use must not leave the teacher with nothing.
  return findWhere(db, params, undefined);
}

/** One of the topics in text or heading; the text is put into lower case once, not for each topic. */
function isAbout(topics: readonly string[]): SQL {
  const patterns = topics.map((topic) => sql`lower(${`%${topic.replace(/[\\%_]/gu, '\\$&')}%`})`);
  return sql`lower(concat_ws(e'\n', ${chunks.heading}, ${chunks.text})) like any (array[${sql.join(patterns, sql`, `)}]::text[])`;
}

async function findWhere(db: DbOrTx, { documentIds, pages }: GenerateParams, filter: SQL | undefined): Promise<string[]> {
  const rows = await db
    .select({ id: chunks.id })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(
      and(
        inArray(chunks.documentId, documentIds),
        eq(documents.revision, chunks.revision),
        isNull(documents.deletedAt),
        pages && lte(chunks.pageFrom, pages.to),
        pages && gte(chunks.pageTo, pages.from),
        filter,
      ),
    )
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal));
  return rows.map(({ id }) => id);
}

/**
 * Spreads questions over the passages: one call per five, each with a window of neighbouring passages (they give each
 * other distractors), the windows evenly over the whole. A later round moves the windows by half of one.
 */
export function planCalls(passageIds: readonly string[], wanted: readonly TypeCount[], round: number): NewTask<'questions.write'>[] {
  const hands = dealTypes(wanted, questionsPerCall);
  const even = Math.ceil(passageIds.length / hands.length);
  const size = Math.min(passageIds.length, Math.max(passagesPerCall.min, Math.min(passagesPerCall.max, even)));
  const step = passageIds.length / hands.length;
  return hands.map((want, batch) => {
    const first = Math.floor(batch * step + (round * step) / 2);
    const window = Array.from({ length: size }, (_, at) => passageIds[(first + at) % passageIds.length]);
    return { key: `write:${batch}`, payload: { batch, chunkIds: window.filter((id) => id !== undefined), want } };
  });
}
