import { AnswerPart } from '@lectern/contract';
import { answers, askedQuestions, attempts, evaluationItems, grades, regradeItems, type Tx } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';
import { gradeColumns, type PartPlace } from './answer-part.ts';
import { type GradeKey, type GradeRow, keyOf } from './grade-key.ts';
import { reasoningIsAsked } from './score-of.ts';

/** Grades by `keyOf`. */
type KnownGrades = ReadonlyMap<string, Pick<GradeRow, 'id'>>;

/** Whose answers they are. */
type Graded = { of: 'attempt'; attemptId: string } | { of: 'evaluation'; evaluationId: string } | { of: 'regrade'; regradeId: string };

interface Unit extends PartPlace {
  key: GradeKey;
}

interface Link {
  attempt_id: string | null;
  ordinal: number;
  part: AnswerPart;
  grade_id: string;
}

/**
 * Lets grades count for the answers that they are for. Of an attempt whose last grades these are, it is noted when. To be called with
 * that attempt held.
 */
export async function linkGrades(tx: Tx, { params, units }: { params: Graded; units: readonly Unit[] }, known: KnownGrades): Promise<void> {
  const links = linksOf(units, known);
  if (links.length === 0) return;
  switch (params.of) {
    case 'attempt':
      await linkAnswers(tx, params.attemptId, links);
      return noteGraded(tx, params.attemptId);
    case 'evaluation':
      await tx.execute(sql`
        update ${evaluationItems} set grade_id = link.grade_id from ${recordsOf(links)}
        where ${evaluationItems.evaluationId} = ${params.evaluationId} and ${evaluationItems.ordinal} = link.ordinal
          and ${mayTake(sql`${evaluationItems.gradeId}`)}`);
      return;
    case 'regrade':
      await tx.execute(sql`
        update ${regradeItems} set to_grade_id = link.grade_id from ${recordsOf(links)}
        where ${regradeItems.regradeId} = ${params.regradeId} and ${regradeItems.attemptId} = link.attempt_id
          and ${regradeItems.ordinal} = link.ordinal and ${regradeItems.part} = link.part
          and ${mayTake(sql`${regradeItems.toGradeId}`)}`);
  }
}

/** The same for an attempt that ends just now, and whose row is held for that. */
export function linkEnding(tx: Tx, attemptId: string, units: readonly Unit[], known: KnownGrades): Promise<void> {
  return linkAnswers(tx, attemptId, linksOf(units, known));
}

/**
 * Links the grades that are there, by `keyOf`, until they are those that count: a teacher may decide otherwise just before the links
 * are there to be found, but not after, since linked grades are held. Returns them.
 */
export async function linkUntilFirm(
  find: () => Promise<Map<string, GradeRow>>,
  link: (known: KnownGrades) => Promise<void>,
): Promise<Map<string, GradeRow>> {
  let known = await find();
  while (known.size > 0) {
    await link(known);
    const now = await find();
    if ([...now].every(([key, { id }]) => known.get(key)?.id === id)) return now;
    known = now;
  }
  return known;
}

function linksOf(units: readonly Unit[], known: KnownGrades): Link[] {
  return units.flatMap(({ attemptId, ordinal, part, key }): Link[] => {
    const grade = known.get(keyOf(key));
    return grade ? [{ attempt_id: attemptId, ordinal, part, grade_id: grade.id }] : [];
  });
}

async function linkAnswers(tx: Tx, attemptId: string, links: readonly Link[]): Promise<void> {
  for (const part of AnswerPart.options) {
    const [column, ofPart] = [gradeColumns[part], links.filter((link) => link.part === part)];
    if (ofPart.length === 0) continue;
    await tx.execute(sql`
      update ${answers} set ${sql.identifier(column.name)} = link.grade_id from ${recordsOf(ofPart)}
      where ${answers.attemptId} = ${attemptId} and ${answers.ordinal} = link.ordinal and ${mayTake(sql`${column}`)}`);
  }
}

async function noteGraded(tx: Tx, attemptId: string): Promise<void> {
  await tx.execute(sql`
    update ${attempts} set graded_at = now()
    where ${attempts.id} = ${attemptId} and ${attempts.gradedAt} is null and not exists (
      select from ${answers} join ${askedQuestions} on ${askedQuestions.id} = ${answers.askedId}
      where ${answers.attemptId} = ${attemptId}
        and (${answers.gradeId} is null or (${answers.reasoningGradeId} is null and ${reasoningIsAsked})))`);
}

function recordsOf(links: readonly Link[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as link (attempt_id uuid, ordinal int, part text, grade_id uuid)`;
}

/**
 * Where there is none yet, or another one for the very same: never in place of another question’s, nor of what a teacher has said of
 * this answer alone; and in place of what they said of all that are the same, only what they have said of those since.
 */
function mayTake(present: SQL): SQL {
  return sql`(${present} is null or (${present} <> link.grade_id and exists (
    select from ${grades} older join ${grades} newer on newer.id = link.grade_id
    where older.id = ${present} and (older.source <> 'teacher' or (older.shared and newer.source = 'teacher' and newer.shared
        and (newer.created_at, newer.id) > (older.created_at, older.id)))
      and (older.asked_id, older.basis_id, older.part, older.answer_hash) = (newer.asked_id, newer.basis_id, newer.part, newer.answer_hash))))`;
}
