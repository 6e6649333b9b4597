import { AnswerPart } from '@lectern/contract';
import { answers, attempts, grades, regradeItems, regrades, type Tx } from '@lectern/db';
import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { gradeColumns } from '../answer-part.ts';
import { lockAllGrades } from '../decide/lock-grade.ts';
import { findTargets } from './find-targets.ts';

/** Holds the attempts of a regrade. Before any of its grades is touched: attempts come before grades. */
export async function holdAttempts(tx: Tx, regradeId: string): Promise<void> {
  const ids = tx.select({ id: regradeItems.attemptId }).from(regradeItems).where(eq(regradeItems.regradeId, regradeId));
  const held = tx.select({ id: attempts.id }).from(attempts).where(inArray(attempts.id, ids));
  await held.orderBy(asc(attempts.id)).for('no key update');
}

/**
 * Lets the new grades of a regrade count where the old ones still do: what has come in their place since then stays, a teacher's word
 * or another regrade's. Where a teacher has decided on a new one, that counts. What moved is noted: an item that stays goes from the
 * grade that it has to the same. To be called with the attempts held. The grades are held as well, so that whoever decides on one
 * of them decides before or after, for all of its answers.
 */
export async function letCount(tx: Tx, regradeId: string, appliedBy: string): Promise<void> {
  await lockAllGrades(tx, ofRegrade(regradeId));
  await retarget(tx, regradeId);
  for (const part of AnswerPart.options) {
    const column = gradeColumns[part];
    const isItem = sql`item.regrade_id = ${regradeId} and item.part = ${part}
      and ${answers.attemptId} = item.attempt_id and ${answers.ordinal} = item.ordinal`;
    await tx.execute(sql`
      update ${regradeItems} item set from_grade_id = ${column}, to_grade_id = ${column}
      from ${answers} where ${isItem} and ${column} is distinct from item.from_grade_id`);
    await tx.execute(sql`
      update ${answers} set ${sql.identifier(column.name)} = item.to_grade_id
      from ${regradeItems} item where ${isItem} and item.to_grade_id is not null and ${column} = item.from_grade_id`);
  }
  await tx
    .update(regrades)
    .set({ appliedAt: sql`now()`, appliedBy })
    .where(and(eq(regrades.id, regradeId), sql`${regrades.appliedAt} is null`));
}

/** The old ones and the new ones, these with all that are for the same answer by the same rubric. */
function ofRegrade(regradeId: string): SQL {
  return sql`${grades.id} in (
    select item.from_grade_id from ${regradeItems} item where item.regrade_id = ${regradeId}
    union
    select same.id
    from ${regradeItems} item
    join ${grades} made on made.id = item.to_grade_id
    join ${grades} same on (same.asked_id, same.basis_id, same.part, same.answer_hash)
      = (made.asked_id, made.basis_id, made.part, made.answer_hash)
    where item.regrade_id = ${regradeId})`;
}

async function retarget(tx: Tx, regradeId: string): Promise<void> {
  const targets = [...(await findTargets(tx, regradeId))].map(([made, now]) => ({ made, now }));
  if (targets.length === 0) return;
  await tx.execute(sql`
    update ${regradeItems} item set to_grade_id = target.now
    from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as target (made uuid, now uuid)
    where item.regrade_id = ${regradeId} and item.to_grade_id = target.made`);
}
