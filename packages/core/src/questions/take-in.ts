import { questions, type DbOrTx, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { EvidencePlace } from './ask-verdicts.ts';
import { bankStates } from './bank-states.ts';
import { inBank, lockBank, printed, readNewInBank, type BankComparison } from './compare-with-bank.ts';
import { printOf } from './question-print.ts';
import { readParams } from './read-params.ts';
import { readRoom } from './read-missing.ts';
import { keepAccepted } from './review/keep-version.ts';
import { selectCandidates, type Candidate, type Selection, type Visible } from './select-candidates.ts';

/** A candidate that may enter the bank, and who else than the code's own checks has found it right. */
export interface PassedCandidate extends Candidate {
  verifiedBy: string | null;
}

interface TakeInput {
  jobId: string;
  /** Fills up the set whatever the types. */
  ofAnyType?: boolean;
  /** In the order in which they are taken. */
  passed: readonly PassedCandidate[];
  /** Made outside of the lock, since it takes seconds for a big bank. */
  compared: BankComparison;
}

/**
 * Takes candidates into the bank, as drafts, as far as the job has room for them; the others are discarded with the reason.
 * From then on only people change them. Under the bank's lock until the commit.
 */
export async function takeIn(tx: Tx, { jobId, ofAnyType = false, passed, compared }: TakeInput): Promise<void> {
  const params = await readParams(tx, jobId);
  await lockBank(tx, params.courseId);
  // After a retry two tasks may have had the same candidates: what one of them has settled is settled.
  const waiting = await lockWaiting(tx, passed, ofAnyType);
  const selection = selectCandidates({
    candidates: waiting.filter(({ id }) => !compared.duplicates.has(id)),
    bank: await readNewInBank(tx, params.courseId, compared.seen),
    set: await readSet(tx, jobId),
    room: await readRoom(tx, jobId, params, ofAnyType),
    keyPlaces: await countKeyPlaces(tx, params.courseId),
  });
  for (const { id } of waiting) if (compared.duplicates.has(id)) selection.discarded.push({ id, reason: 'duplicate' });
  await writeSelection(tx, selection, new Map(passed.map(({ id, verifiedBy }) => [id, verifiedBy])));
}

const visible = {
  type: questions.type,
  stem: questions.stem,
  options: questions.options,
  answer: questions.answer,
  accepted: questions.accepted,
};

/** What the job has brought into the bank so far: the set that a student may be given as a whole. */
async function readSet(tx: Tx, jobId: string): Promise<Visible[]> {
  return tx
    .select(visible)
    .from(questions)
    .where(and(eq(questions.jobId, jobId), inArray(questions.state, [...bankStates])));
}

function isWaiting(surplus: boolean) {
  return surplus ? and(eq(questions.state, 'discarded'), eq(questions.discardReason, 'surplus')) : eq(questions.state, 'candidate');
}

async function lockWaiting(tx: Tx, passed: readonly PassedCandidate[], surplus: boolean): Promise<PassedCandidate[]> {
  const ids = passed.map(({ id }) => id);
  const rows = await tx
    .select({ id: questions.id })
    .from(questions)
    .where(and(inArray(questions.id, ids), isWaiting(surplus)))
    .orderBy(asc(questions.id))
    .for('update');
  const waiting = new Set(rows.map(({ id }) => id));
  return passed.filter(({ id }) => waiting.has(id));
}

/** Those of the ids that are still candidates, or surplus ones, in the order given. */
export async function readCandidates(
  db: DbOrTx,
  { questionIds: ids, surplus }: { questionIds: readonly string[]; surplus?: true | undefined },
): Promise<(PassedCandidate & { passage: EvidencePlace })[]> {
  const rows = await db
    .select({
      id: questions.id,
      ...visible,
      ...printed,
      rubric: questions.rubric,
      language: questions.language,
      verifiedBy: questions.verifiedBy,
      documentId: questions.documentId,
      revision: questions.revision,
      page: questions.page,
    })
    .from(questions)
    .where(and(inArray(questions.id, [...ids]), isWaiting(surplus === true)));
  const places = new Map(ids.map((id, at) => [id, at]));
  return rows
    .toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
    .map(({ documentId, revision, page, ...row }) => ({
      id: row.id,
      verifiedBy: row.verifiedBy,
      question: row,
      print: printOf(row),
      passage: { documentId, revision, page, quote: row.quote },
    }));
}

/** How often the key of a choice stands at each place, from 0, in the whole bank. */
async function countKeyPlaces(tx: Tx, courseId: string): Promise<number[]> {
  const rows = await tx
    .select({ place: sql<number>`(option.ordinality - 1)::int`, count: sql<number>`count(*)::int` })
    .from(questions)
    .innerJoinLateral(sql`jsonb_array_elements(${questions.options}) with ordinality as option`, sql`(option.value ->> 'correct')::boolean`)
    .where(and(inBank(courseId), eq(questions.type, 'single_choice')))
    .groupBy(sql`option.ordinality`);
  const places: number[] = [];
  for (const { place, count } of rows) places[place] = count;
  return places;
}

async function writeSelection(tx: Tx, { accepted, discarded }: Selection, verifiedBy: ReadonlyMap<string, string | null>): Promise<void> {
  for (const { id, options } of accepted) {
    await tx
      .update(questions)
      .set({ state: 'draft', discardReason: null, options, ...verifiedAs(verifiedBy.get(id)), acceptedAt: sql`now()` })
      .where(eq(questions.id, id));
  }
  await keepAccepted(
    tx,
    accepted.map(({ id }) => id),
  );
  for (const { id, reason } of discarded) {
    await tx
      .update(questions)
      .set({ state: 'discarded', discardReason: reason, ...verifiedAs(verifiedBy.get(id)) })
      .where(eq(questions.id, id));
  }
}

function verifiedAs(model: string | null | undefined): Pick<typeof questions.$inferSelect, 'verification' | 'verifiedBy'> {
  return model == null ? { verification: 'code_checked', verifiedBy: null } : { verification: 'verified', verifiedBy: model };
}
