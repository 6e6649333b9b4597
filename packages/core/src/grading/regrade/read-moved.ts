import { attempts, regradeItems, users, type DbOrTx } from '@lectern/db';
import { asc, eq, inArray } from 'drizzle-orm';
import { scoreAttempt } from '../../attempts/score-attempt.ts';
import { type PlacedAnswer, readGrades, readScored, type ScoredGrade } from '../../tests/results/read-scored.ts';
import { scoreOf } from '../score-of.ts';
import type { FoundRegrade } from './find-regrade.ts';
import { findTargets } from './find-targets.ts';

/** An attempt whose score changes. */
export interface MovedView {
  attemptId: string;
  userId: string;
  userName: string;
  number: number;
  fromScore: number;
  toScore: number;
  maxScore: number;
  /** Afterwards. */
  passed: boolean | null;
  /** Those that change; `index` from 1. */
  questions: { questionId: string; index: number; fromScore: number; toScore: number }[];
}

type Item = typeof regradeItems.$inferSelect;

const attemptsAtATime = 500;

/**
 * Attempts that move by a regrade, in the order in which they were begun: would move now, as long as it is not applied; then those that
 * have moved by it.
 */
export async function readMoved(db: DbOrTx, { regrade, test }: Pick<FoundRegrade, 'regrade' | 'test'>): Promise<MovedView[]> {
  const items = await readTargeted(db, regrade);
  const byAttempt = [...Map.groupBy(items, ({ attemptId }) => attemptId)];
  const moved: MovedView[] = [];
  for (let from = 0; from < byAttempt.length; from += attemptsAtATime) {
    const some = byAttempt.slice(from, from + attemptsAtATime);
    const ids = some.map(([id]) => id);
    const [answers, sat] = [await readScored(db, ids), await readSat(db, ids)];
    const grades = await readGrades(
      db,
      new Set(some.flatMap(([, items]) => items.flatMap(({ fromGradeId, toGradeId }) => [fromGradeId, toGradeId]))),
    );
    for (const [id, items] of some) {
      const attempt = sat.get(id);
      const sides = sidesOf(answers.get(id) ?? [], { items, grades, isApplied: regrade.appliedAt !== null });
      const [before, after] = [scoreAttempt(sides.before, test), scoreAttempt(sides.after, test)];
      const questions = questionsOf(sides);
      if (!attempt || questions.length === 0) continue;
      const { score: toScore, maxScore, passed } = after;
      moved.push({ ...attempt, attemptId: id, fromScore: before.score, toScore, maxScore, passed, questions });
    }
  }
  return moved;
}

/** Before it is applied with the grades that would count now. */
async function readTargeted(db: DbOrTx, { id, appliedAt }: FoundRegrade['regrade']): Promise<Item[]> {
  const items = await db.select().from(regradeItems).where(eq(regradeItems.regradeId, id)).orderBy(asc(regradeItems.attemptId));
  if (appliedAt !== null) return items;
  const targets = await findTargets(db, id);
  return items.map((item) => ({ ...item, toGradeId: targets.get(item.toGradeId ?? '') ?? item.toGradeId }));
}

async function readSat(db: DbOrTx, ids: readonly string[]) {
  const { id, userId, number } = attempts;
  const rows = await db
    .select({ id, userId, userName: users.name, number })
    .from(attempts)
    .innerJoin(users, eq(users.id, userId))
    .where(inArray(id, [...ids]));
  return new Map(rows.map(({ id, ...attempt }) => [id, attempt]));
}

interface Sides {
  before: PlacedAnswer[];
  after: PlacedAnswer[];
}

interface Moves {
  items: readonly Item[];
  grades: ReadonlyMap<string, ScoredGrade>;
  isApplied: boolean;
}

/** An attempt's answers with the grades from which it moves, and to which. */
function sidesOf(answers: readonly PlacedAnswer[], { items, grades, isApplied }: Moves): Sides {
  const sides: Sides = { before: [], after: [] };
  for (const answer of answers) {
    const [before, after] = [{ ...answer }, { ...answer }];
    for (const { ordinal, part, fromGradeId, toGradeId } of items) {
      if (ordinal !== answer.ordinal) continue;
      const name = part === 'answer' ? 'grade' : 'reasoningGrade';
      const [from, to] = [grades.get(fromGradeId ?? ''), grades.get(toGradeId ?? '')];
      // Another grade has taken the place of the old one in between. Applied, what it goes from and to is what happened.
      if (!from || !to || (!isApplied && answer[name]?.id !== from.id)) continue;
      [before[name], after[name]] = [from, to];
    }
    sides.before.push(before);
    sides.after.push(after);
  }
  return sides;
}

function questionsOf({ before, after }: Sides): MovedView['questions'] {
  return before.flatMap((answer, at) => {
    const { questionId, ordinal } = answer;
    const [fromScore, toScore] = [scoreOf(answer), scoreOf(after[at] ?? answer)];
    return fromScore === toScore ? [] : [{ questionId, index: ordinal + 1, fromScore, toScore }];
  });
}
