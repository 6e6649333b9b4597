import { AnswerPart } from '@lectern/contract';
import { type AnswerValue, answers, attempts, type DbOrTx, users } from '@lectern/db';
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import { gradeColumns } from '../answer-part.ts';
import { ofStudents } from '../../tests/results/read-attempts.ts';

/** Whose answer a grade is for. */
export interface GiverView {
  attemptId: string;
  userId: string;
  userName: string;
}

export interface Given {
  questionId: string;
  /** As the first of them has written it: they are the same but for white space. */
  answer: string;
  /** Not all of them, see `mostNamed`. */
  attempts: GiverView[];
  /** In how many attempts it was given. */
  answers: number;
}

const mostNamed = 20;

/** Who has given the answers of a test that grades count for, by grade. */
export async function readGivers(db: DbOrTx, testId: string, gradeIds: readonly string[]): Promise<Map<string, Given>> {
  if (gradeIds.length === 0) return new Map();
  const rows = (await Promise.all(AnswerPart.options.map((part) => readPart(db, testId, gradeIds, part)))).flat();
  return new Map(
    [...Map.groupBy(rows, ({ gradeId }) => gradeId)].flatMap(([gradeId, given]): [string, Given][] => {
      const [first] = given;
      if (gradeId === null || !first) return [];
      const attempts = given.map(({ attemptId, userId, userName }) => ({ attemptId, userId, userName }));
      return [[gradeId, { questionId: first.questionId, answer: textOf(first), attempts, answers: first.total }]];
    }),
  );
}

type GivenRow = Awaited<ReturnType<typeof readPart>>[number];

async function readPart(db: DbOrTx, testId: string, gradeIds: readonly string[], part: AnswerPart) {
  const id = gradeColumns[part];
  const ofGrade = sql`over (partition by ${id}`;
  const ranked = db
    .select({
      gradeId: sql<string | null>`${id}`.as('counting_id'),
      attemptId: answers.attemptId,
      ordinal: answers.ordinal,
      userId: attempts.userId,
      rank: sql<number>`(row_number() ${ofGrade} order by ${answers.attemptId}))::int`.as('rank'),
      total: sql<number>`(count(*) ${ofGrade}))::int`.as('total'),
    })
    .from(answers)
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .where(and(ofStudents(testId), inArray(id, [...gradeIds])))
    .as('ranked');
  // What was written is the same for all of them: it is read once.
  const isFirst = sql`${ranked.rank} = 1`;
  return db
    .select({
      gradeId: ranked.gradeId,
      attemptId: ranked.attemptId,
      userId: ranked.userId,
      userName: users.name,
      total: ranked.total,
      questionId: answers.questionId,
      answer: sql<AnswerValue | null>`case when ${isFirst} and ${part} = 'answer' then ${answers.answer} end`,
      reasoning: sql<string | null>`case when ${isFirst} and ${part} = 'reasoning' then ${answers.reasoning} end`,
    })
    .from(ranked)
    .innerJoin(answers, and(eq(answers.attemptId, ranked.attemptId), eq(answers.ordinal, ranked.ordinal)))
    .innerJoin(users, eq(users.id, ranked.userId))
    .where(lte(ranked.rank, mostNamed))
    .orderBy(asc(ranked.rank));
}

function textOf({ answer, reasoning }: GivenRow): string {
  if (reasoning !== null) return reasoning;
  // A model has graded it, so it was typed.
  return answer !== null && 'text' in answer ? answer.text : '';
}
