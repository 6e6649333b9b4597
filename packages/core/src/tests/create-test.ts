import { tests } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { getCourseRow } from '../courses/find-course.ts';
import { inTransaction, type Ctx } from '../ctx.ts';
import { checkSelection } from './check-selection.ts';
import { checkTimes, type TestSettings } from './test-settings.ts';
import type { TestView } from './test-view.ts';
import { getTest } from './tests.ts';

/**
 * Errors: `not_found` for the course, `forbidden` for its students; `invalid_request` with what is wrong; `no_approved_questions`;
 * `not_enough_questions` when the blueprint cannot be filled.
 */
export async function createTest(ctx: Ctx, input: { actor: Actor; courseId: string; settings: TestSettings }): Promise<TestView> {
  const { actor, courseId, settings } = input;
  return inTransaction(ctx, async (ctx) => {
    await getCourseRow(ctx, { actor, id: courseId, right: 'teach', lock: 'share' });
    checkTimes(settings);
    await checkSelection(ctx, { courseId, ...settings });
    const id = uuidv7();
    await ctx.open.tx.insert(tests).values({ id, courseId, createdBy: actor.userId, ...settings });
    await audit(ctx, { actor, action: 'test.created', subject: { type: 'test', id }, detail: { course_id: courseId } });
    return getTest(ctx, { actor, id });
  });
}
