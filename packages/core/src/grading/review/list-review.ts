import type { AnswerPart, PartState, QuestionType } from '@lectern/contract';
import { askedQuestions, type AskedContent, type DbOrTx } from '@lectern/db';
import { inArray } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import type { PageOf, PageRequest } from '../../paging.ts';
import { getTestRow } from '../../tests/find-test.ts';
import type { GradeRow } from '../grade-key.ts';
import { stateOfGrade } from '../grade-state.ts';
import { type GradeView, viewOfGrade } from '../grade-view.ts';
import { readGivers, type GiverView } from './read-givers.ts';
import { readModelGrades } from './read-counting.ts';
import { afterCursor, byUrgency, cursorOf, type Judged } from './review-order.ts';

/** A grade that a teacher should look at, with the answer that it is for. */
export interface ReviewItemView {
  grade: GradeView;
  state: PartState;
  questionId: string;
  type: QuestionType;
  stem: string;
  part: AnswerPart;
  /** The reference answer; of a reasoning the explanation. */
  reference: string;
  answer: string;
  /** Whose answer this is; the first twenty. */
  attempts: GiverView[];
  /** How many have given it. */
  answers: number;
}

interface ReviewInput extends PageRequest {
  actor: Actor;
  /** The test. */
  id: string;
  state: 'review' | 'provisional' | 'all';
}

/**
 * Models' grades of a test that wait for the teacher, and then those that are provisional: what is decided leaves the list.
 * Errors: `not_found`, `forbidden`, `invalid_request` for a cursor that is none of ours.
 */
export async function listReview(ctx: Ctx, { actor, id, state, limit, cursor }: ReviewInput): Promise<PageOf<ReviewItemView>> {
  const test = await getTestRow(ctx, { actor, id, right: 'teach' });
  const db = reader(ctx);
  const isNext = afterCursor(cursor);
  const waiting = (await readModelGrades(db, id))
    .map((grade): Judged => ({ grade, state: stateOfGrade(grade, test) }))
    .filter((judged) => (state === 'all' ? judged.state !== 'final' : judged.state === state) && isNext(judged))
    .toSorted(byUrgency);
  const page = waiting.slice(0, limit);
  const last = page.at(-1);
  const [givers, copies] = await Promise.all([
    readGivers(
      db,
      id,
      page.map(({ grade }) => grade.id),
    ),
    readCopies(
      db,
      page.map(({ grade }) => grade),
    ),
  ]);
  return {
    items: page.flatMap(({ grade, state }) => {
      const [asked, given, basis] = [copies.get(grade.askedId), givers.get(grade.id), copies.get(grade.basisId)];
      if (!asked || !given) return [];
      const { type, stem } = asked.content;
      const { questionId, ...rest } = given;
      const reference = referenceOf(grade, basis?.content ?? asked.content);
      return [
        {
          grade: viewOfGrade(grade, { policy: test, forTeacher: true }),
          state,
          questionId,
          type,
          stem,
          part: grade.part,
          reference,
          ...rest,
        },
      ];
    }),
    nextCursor: last && waiting.length > limit ? cursorOf(last) : null,
  };
}

/** By what it is measured, which may be a later version than the one that was asked. */
function referenceOf({ part }: GradeRow, { answer, explanation }: AskedContent): string {
  return part === 'reasoning' ? explanation : answer;
}

async function readCopies(db: DbOrTx, grades: readonly GradeRow[]) {
  const ids = [...new Set(grades.flatMap(({ askedId, basisId }) => [askedId, basisId]))];
  const rows = ids.length === 0 ? [] : await db.select().from(askedQuestions).where(inArray(askedQuestions.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}
