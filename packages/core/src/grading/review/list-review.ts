import type { AnswerPart, PartState, QuestionType } from '@lectern/contract';
import { type AskedContent, type DbOrTx, grades } from '@lectern/db';
import { inArray } from 'drizzle-orm';
import type { Actor } from '../../actor.ts';
import { reader, type Ctx } from '../../ctx.ts';
import type { PageOf, PageRequest } from '../../paging.ts';
import { getTestRow, type TestRow } from '../../tests/find-test.ts';
import { readAsked } from '../../tests/read-asked.ts';
import type { GradeRow } from '../grade-key.ts';
import { stateOfGrade } from '../grade-state.ts';
import { type GradeView, viewOfGrade } from '../grade-view.ts';
import { readGivers, type GiverView } from './read-givers.ts';
import { readModelGrades } from './read-counting.ts';
import { afterCursor, byUrgency, cursorOf, type InReview } from './review-order.ts';

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
    .map((grade): InReview => ({ id: grade.id, state: stateOfGrade(grade, test) }))
    .filter((found) => (state === 'all' ? found.state !== 'final' : found.state === state) && isNext(found))
    .toSorted(byUrgency);
  const page = waiting.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await viewsOf(db, test, page),
    nextCursor: last && waiting.length > limit ? cursorOf(last) : null,
  };
}

/** Only of these the grades are read whole, with what was asked and who has answered. */
async function viewsOf(db: DbOrTx, test: TestRow, page: readonly InReview[]): Promise<ReviewItemView[]> {
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const found = new Map((await db.select().from(grades).where(inArray(grades.id, ids))).map((grade) => [grade.id, grade]));
  const [givers, copies] = await Promise.all([
    readGivers(db, test.id, ids),
    readAsked(
      db,
      [...found.values()].flatMap(({ askedId, basisId }) => [askedId, basisId]),
    ),
  ]);
  return page.flatMap(({ id, state }): ReviewItemView[] => {
    const [grade, given] = [found.get(id), givers.get(id)];
    const [asked, basis] = [copies.get(grade?.askedId ?? ''), copies.get(grade?.basisId ?? '')];
    if (!grade || !asked || !given) return [];
    const { type, stem } = asked.content;
    const { part } = grade;
    const reference = referenceOf(grade, basis?.content ?? asked.content);
    return [{ grade: viewOfGrade(grade, { policy: test, forTeacher: true }), state, type, stem, part, reference, ...given }];
  });
}

/** By what it is measured, which may be a later version than the one that was asked. */
function referenceOf({ part }: GradeRow, { answer, explanation }: AskedContent): string {
  return part === 'reasoning' ? explanation : answer;
}
