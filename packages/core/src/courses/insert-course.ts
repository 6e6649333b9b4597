import { courses } from '@lectern/db';
import { v7 as uuidv7 } from 'uuid';
import { holdAccount } from '../accounts/hold-account.ts';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import type { TxCtx } from '../ctx.ts';
import { requireTeacher } from './find-course.ts';

/** Makes a course of the actor's. Returns its id. Error: `forbidden` for students. */
export async function insertCourse(ctx: TxCtx, { actor, title }: { actor: Actor; title: string }): Promise<string> {
  requireTeacher(actor);
  await holdAccount(ctx.open.tx, actor.userId);
  const id = uuidv7();
  await ctx.open.tx.insert(courses).values({ id, ownerId: actor.userId, title });
  await audit(ctx, { actor, action: 'course.created', subject: { type: 'course', id } });
  return id;
}
