import type { AttemptKind, Track } from '@lectern/contract';
import { answers, askedQuestions, type AskedContent, attempts, courses, tests } from '@lectern/db';
import { sql, type SQL } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { reader, type Ctx } from '../../ctx.ts';
import { deadlineOf } from './deadline-of.ts';

const practiceHours = 24;

/** What an attempt is one of: a test as it was read, or practice in a course. */
type Place = { courseId: string; test: { id: string; version: number } | null };

interface NewQuestion {
  askedId: string;
  questionId: string;
  points: number;
  optionOrder: readonly number[];
}

export interface NewAttempt {
  place: Place;
  userId: string;
  kind: AttemptKind;
  track: Track;
  number: number;
  seed: string;
  /** In the order in which they are shown. */
  questions: readonly [NewQuestion, ...NewQuestion[]];
}

interface InsertedAttempt {
  attemptId: string;
  deadline: Date | null;
  /** Of its first question. */
  first: AskedContent;
}

/**
 * Writes an attempt with all its answers by one statement: one way to the database and back, for a whole class that begins at the
 * same instant. Returns undefined when something has come between: the test has changed, or another start of theirs was first.
 */
export async function insertAttempt(ctx: Ctx, input: NewAttempt): Promise<InsertedAttempt | undefined> {
  const { userId, kind, track, number, seed, questions } = input;
  const id = uuidv7();
  const rows = questions.map(({ askedId, questionId, points, optionOrder }, ordinal) => ({
    ordinal,
    asked_id: askedId,
    question_id: questionId,
    points,
    option_order: optionOrder,
  }));
  const [begun] = await reader(ctx).execute<{ deadline_ms: number | null; content: AskedContent }>(sql`
    with place as (${placeOf(input)}),
    begun as (
      insert into ${attempts} (id, course_id, test_id, user_id, kind, track, number, seed, deadline_at)
      select ${id}::uuid, course_id, test_id, ${userId}::uuid, ${kind}, ${track}, ${number}::int, ${seed}, deadline_at from place
      on conflict do nothing
      returning id, deadline_at
    ),
    asked as (
      insert into ${answers} (attempt_id, ordinal, asked_id, question_id, points, option_order)
      select begun.id, question.* from begun, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as question (ordinal int, asked_id uuid, question_id uuid, points smallint, option_order jsonb)
    )
    select (extract(epoch from begun.deadline_at) * 1000)::float8 as deadline_ms, ${askedQuestions.content} as content
    from begun, ${askedQuestions} where ${askedQuestions.id} = ${questions[0].askedId}`);
  if (!begun) return undefined;
  return { attemptId: id, deadline: begun.deadline_ms === null ? null : new Date(begun.deadline_ms), first: begun.content };
}

/**
 * The row that the attempt hangs on, held: the course first, as an erasure does, then the test, as whoever changes its deadline does.
 * So an attempt that begins has the deadline that the test has when it is there, and none is left behind.
 */
function placeOf({ place: { courseId, test }, kind }: NewAttempt): SQL {
  if (!test) {
    return sql`select ${courses.id} as course_id, null::uuid as test_id, now() + ${practiceHours} * interval '1 hour' as deadline_at
      from ${courses} where ${courses.id} = ${courseId} and ${courses.deletedAt} is null for share`;
  }
  return sql`select ${courses.id} as course_id, ${tests.id} as test_id,
      ${deadlineOf({ startedAt: sql`now()`, kind: sql`${kind}::text` })} as deadline_at
    from ${courses} join ${tests} on ${tests.courseId} = ${courses.id}
    where ${tests.id} = ${test.id} and ${tests.version} = ${test.version} and ${courses.deletedAt} is null
    for share of courses for share of tests`;
}
