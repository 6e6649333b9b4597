import { attempts, grades, type Tx } from '@lectern/db';
import { asc, sql, type SQL } from 'drizzle-orm';
import { lockGrades } from '../grading/decide/lock-grade.ts';

/**
 * Grades that nobody but some attempts (a condition on `attempts`) has anything to do with. All grades of an answer quote it, those
 * by an older rubric too; those of equal answers are the same ones. So all stay as long as an answer of another attempt refers to
 * one of them, but for what a teacher has said of these attempts alone.
 */
export function gradesOfNobodyElse(which: SQL): SQL {
  return sql`${grades.id} in (
    with recursive ${chainOf(which)}, ${familyOf}
    select g.id from grades g join family using (asked_id, part, answer_hash)
    where (not g.shared and g.id in (select id from chain)) or not exists (
      select from grades other
      join answers on other.id in (answers.grade_id, answers.reasoning_grade_id)
      join attempts on attempts.id = answers.attempt_id
      where other.asked_id = g.asked_id and other.part = g.part and other.answer_hash = g.answer_hash and not (${which})
    )
  )`;
}

/**
 * Removes them; to be called before the attempts go. The locks first, attempts before grades, and answers with neither: all that links
 * a grade to an answer holds the one or the other. Whoever links one of them to another answer is waited for, and then that answer is
 * seen.
 */
export async function removeGradesOfNobodyElse(tx: Tx, which: SQL): Promise<{ count: number }> {
  await tx.select({ id: attempts.id }).from(attempts).where(which).orderBy(asc(attempts.id)).for('update');
  const family = sql`${grades.id} in (
    with recursive ${chainOf(which)}, ${familyOf} select g.id from grades g join family using (asked_id, part, answer_hash)
  )`;
  // Until there are no more: a teacher who was waited for has put another one in the place of what is held now.
  for (let held = 0; ;) {
    const { length } = await lockGrades(tx, family);
    if (length === held) break;
    held = length;
  }
  return tx.delete(grades).where(gradesOfNobodyElse(which));
}

/** The grades that their answers have or had, as far as it is known. */
function chainOf(which: SQL): SQL {
  return sql`linked as (
      select link.id from answers
      join attempts on attempts.id = answers.attempt_id
      cross join lateral (values (answers.grade_id), (answers.reasoning_grade_id)) as link (id)
      where link.id is not null and (${which})
      union
      select link.id from regrade_items
      join attempts on attempts.id = regrade_items.attempt_id
      cross join lateral (values (regrade_items.from_grade_id), (regrade_items.to_grade_id)) as link (id)
      where link.id is not null and (${which})
    ), chain as (
      select id from linked
      union
      select grades.supersedes_id from chain join grades on grades.id = chain.id where grades.supersedes_id is not null
    )`;
}

/** What is equal to one of their answers. */
const familyOf = sql`family as (select distinct asked_id, part, answer_hash from grades where id in (select id from chain))`;
