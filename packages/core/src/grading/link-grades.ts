import { answers, askedQuestions, attempts, evaluationItems, grades, regradeItems, type Tx } from '@lectern/db';
import { eq, sql, type SQL } from 'drizzle-orm';
import { type GradeRow, keyOf } from './grade-key.ts';
import type { Grading } from './read-units.ts';

interface Link {
  attempt_id: string | null;
  ordinal: number;
  part: 'answer' | 'reasoning';
  grade_id: string;
}

/** Lets grades, by `keyOf`, count for the answers that a task grades. */
export async function linkGrades(
  tx: Tx,
  { params, units }: Pick<Grading, 'params' | 'units'>,
  known: ReadonlyMap<string, GradeRow>,
): Promise<void> {
  const links = units.flatMap(({ attemptId, ordinal, part, key }): Link[] => {
    const grade = known.get(keyOf(key));
    return grade ? [{ attempt_id: attemptId, ordinal, part, grade_id: grade.id }] : [];
  });
  if (links.length === 0) return;
  switch (params.of) {
    case 'attempt':
      return linkAnswers(tx, params.attemptId, links);
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

/** Of an attempt whose last grades these are, it is noted when. */
async function linkAnswers(tx: Tx, attemptId: string, links: readonly Link[]): Promise<void> {
  await tx.select({ id: attempts.id }).from(attempts).where(eq(attempts.id, attemptId)).for('no key update');
  for (const [part, column] of [
    ['answer', answers.gradeId],
    ['reasoning', answers.reasoningGradeId],
  ] as const) {
    const ofPart = links.filter((link) => link.part === part);
    if (ofPart.length === 0) continue;
    await tx.execute(sql`
      update ${answers} set ${sql.identifier(column.name)} = link.grade_id from ${recordsOf(ofPart)}
      where ${answers.attemptId} = ${attemptId} and ${answers.ordinal} = link.ordinal and ${mayTake(sql`${column}`)}`);
  }
  await tx.execute(sql`
    update ${attempts} set graded_at = now()
    where ${attempts.id} = ${attemptId} and ${attempts.gradedAt} is null and not exists (
      select from ${answers} join ${askedQuestions} on ${askedQuestions.id} = ${answers.askedId}
      where ${answers.attemptId} = ${attemptId} and (${answers.gradeId} is null
        or (${answers.reasoningGradeId} is null and jsonb_array_length(${askedQuestions.content} -> 'reasoningRubric') > 0)))`);
}

function recordsOf(links: readonly Link[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as link (attempt_id uuid, ordinal int, part text, grade_id uuid)`;
}

/** Where there is none yet, or an older one of a model for the very same: never in place of a teacher’s, nor of another question’s. */
function mayTake(present: SQL): SQL {
  return sql`(${present} is null or (${present} <> link.grade_id and exists (
    select from ${grades} older join ${grades} newer on newer.id = link.grade_id
    where older.id = ${present} and older.source = 'model'
      and (older.asked_id, older.basis_id, older.part, older.answer_hash) = (newer.asked_id, newer.basis_id, newer.part, newer.answer_hash))))`;
}
