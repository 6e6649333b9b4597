import type { BlueprintPart, QuestionType, ShowResults, TestState, Track } from '@lectern/contract';
import { attempts, courses, questions, type ReviewPolicy, tests } from '@lectern/db';
import { and, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { isOverdue } from '../attempts/overdue.ts';
import { isTaught } from '../courses/find-course.ts';
import { reader, type Ctx } from '../ctx.ts';
import { totalOf } from './check-selection.ts';
import { isDrawable } from './read-candidates.ts';
import { ofStudents } from './results/read-attempts.ts';
import { stateOfTest } from './test-times.ts';

/** A test as whoever asks sees it. */
export interface TestView {
  id: string;
  courseId: string;
  title: string;
  instructions: string;
  track: Track;
  state: TestState;
  /** Questions of an attempt that begins now. */
  total: number;
  timeLimitSeconds: number | null;
  attemptsAllowed: number | null;
  opensAt: Date | null;
  closesAt: Date | null;
  closedBook: boolean;
  showResults: ShowResults;
  passPercent: number | null;
  createdAt: Date;
  /** Attempts of whoever asks; a teacher's are previews. */
  mine: { attempts: number; openAttemptId: string | null };
  /** Null for its students. */
  teacher: {
    questionIds: string[] | null;
    blueprint: BlueprintPart[] | null;
    points: Partial<Record<QuestionType, number>>;
    shuffleQuestions: boolean;
    shuffleOptions: boolean;
    review: ReviewPolicy;
    version: number;
    /** Students with an attempt, and with one that has ended. */
    students: { started: number; submitted: number };
  } | null;
}

/** The kind of attempt that somebody makes of a test. For queries that have the course. */
export function kindOfTest(actor: Actor): SQL<'test' | 'preview'> {
  return sql<'test' | 'preview'>`case when ${isTaught(actor)} then 'preview' else 'test' end`;
}

/** Tests with their courses; by the database's clock. */
export function selectTests(ctx: Ctx, actor: Actor) {
  const db = reader(ctx);
  const own = and(eq(attempts.testId, tests.id), eq(attempts.userId, actor.userId), eq(attempts.kind, kindOfTest(actor)));
  const chosen = sql`${questions.id} in (select (jsonb_array_elements_text(${tests.selection} -> 'questionIds'))::uuid)`;
  const sat = ofStudents(tests.id);
  // Not counted where nobody gets to see it.
  const forTeachers = (where: SQL | undefined) => sql<number>`case when ${isTaught(actor)}
    then (select count(distinct ${attempts.userId})::int from ${attempts} where ${where}) else 0 end`;
  return db
    .select({
      test: getTableColumns(tests),
      taught: isTaught(actor),
      state: stateOfTest,
      chosen: db.$count(questions, and(eq(questions.courseId, tests.courseId), isDrawable(), chosen)),
      attempts: db.$count(attempts, own),
      openAttemptId: sql<string | null>`(
        select ${attempts.id} from ${attempts} where ${and(own, eq(attempts.state, 'open'))} and not ${isOverdue} limit 1)`,
      started: forTeachers(sat),
      submitted: forTeachers(and(sat, eq(attempts.state, 'submitted'))),
    })
    .from(tests)
    .innerJoin(courses, eq(courses.id, tests.courseId))
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof selectTests>>[number];

export function toTestView({ test, taught, state, chosen, attempts, openAttemptId, started, submitted }: Selected): TestView {
  const { selection, points, shuffleQuestions, shuffleOptions, review, version, createdBy: _, updatedAt: __, ...shown } = test;
  const [questionIds, blueprint] = selection.kind === 'questions' ? [selection.questionIds, null] : [null, selection.parts];
  const rules = { questionIds, blueprint, points, shuffleQuestions, shuffleOptions, review, version };
  return {
    ...shown,
    state,
    total: blueprint ? totalOf(blueprint) : chosen,
    mine: { attempts, openAttemptId },
    teacher: taught ? { ...rules, students: { started, submitted } } : null,
  };
}
