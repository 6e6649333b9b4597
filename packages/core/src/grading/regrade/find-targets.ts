import { grades, regradeItems, type DbOrTx } from '@lectern/db';
import { eq } from 'drizzle-orm';
import { findGrades, type GradeKey, keyOf } from '../grade-key.ts';

interface MadeGrade extends GradeKey {
  id: string;
}

/** The grades that were made for the items of a regrade so far. */
export async function readMade(db: DbOrTx, regradeId: string): Promise<MadeGrade[]> {
  const { id, askedId, basisId, part, answerHash } = grades;
  return db
    .selectDistinct({ id, askedId, basisId, part, answerHash })
    .from(regradeItems)
    .innerJoin(grades, eq(id, regradeItems.toGradeId))
    .where(eq(regradeItems.regradeId, regradeId));
}

const keysPerQuery = 500;

/** Which grades count in place of those that were made: a teacher may have decided on them since. By the id of the one that was made. */
export async function findTargets(db: DbOrTx, regradeId: string): Promise<Map<string, string>> {
  const made = await readMade(db, regradeId);
  const targets = new Map<string, string>();
  for (let from = 0; from < made.length; from += keysPerQuery) {
    const some = made.slice(from, from + keysPerQuery);
    const known = await findGrades(db, some, null);
    for (const grade of some) {
      const word = known.get(keyOf(grade));
      if (word && word.id !== grade.id) targets.set(grade.id, word.id);
    }
  }
  return targets;
}
