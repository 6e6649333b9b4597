import { AppError, type Role } from '@lectern/contract';
import { users } from '@lectern/db';
import { and, desc, eq, ilike, lt, or, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { audit } from '../audit/audit.ts';
import { inTransaction, reader, type Ctx, type TxCtx } from '../ctx.ts';
import { cursorId, toPage, type PageOf, type PageRequest } from '../paging.ts';
import type { AccountsCtx } from './accounts-ctx.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';
import { livingUser, livingUsers } from './living-users.ts';
import { checkMayMakeOperators, checkOperatorLeft, lockOperators } from './operators.ts';
import { endLogins } from './reset-password.ts';

export interface UserView {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  disabled: boolean;
  createdAt: Date;
}

const view = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  disabled: sql<boolean>`${users.disabledAt} is not null`,
  createdAt: users.createdAt,
};

/** Newest first. For operators, which the route sees to. */
export async function listUsers(
  ctx: Ctx,
  input: { role?: Role | undefined; q?: string | undefined } & PageRequest,
): Promise<PageOf<UserView>> {
  const before = cursorId(input.cursor);
  const rows = await reader(ctx)
    .select(view)
    .from(users)
    .where(
      and(
        livingUsers,
        input.role === undefined ? undefined : eq(users.role, input.role),
        input.q === undefined ? undefined : matches(input.q),
        before === undefined ? undefined : lt(users.id, before),
      ),
    )
    .orderBy(desc(users.id))
    .limit(input.limit + 1);
  return toPage(rows, input.limit);
}

function matches(q: string) {
  const pattern = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(ilike(users.name, pattern), ilike(users.email, pattern));
}

/** Error: `not_found`. */
export async function getUser(ctx: Ctx, { id }: { id: string }): Promise<UserView> {
  const [user] = await reader(ctx).select(view).from(users).where(livingUser(id));
  if (!user) throw new AppError('not_found', 'There is no such account');
  return user;
}

export interface UpdateUserInput {
  actor: Caller;
  id: string;
  role?: Role | undefined;
  disabled?: boolean | undefined;
}

/** Whoever is disabled is signed out everywhere. Errors: `not_found`, `last_operator`; `forbidden` for an API key that makes operators. */
export async function updateUser(ctx: AccountsCtx, input: UpdateUserInput): Promise<UserView> {
  const { id } = input;
  return inTransaction(ctx, async (ctx) => {
    await lockOperators(ctx.open.tx);
    await confirmCaller(ctx.open.tx, input.actor);
    await ctx.open.tx.select({ id: users.id }).from(users).where(livingUser(id)).for('update');
    const before = await getUser(ctx, { id });
    const role = input.role ?? before.role;
    const disabled = input.disabled ?? before.disabled;
    const operated = before.role === 'operator' && !before.disabled;
    if (role === 'operator' && before.role !== 'operator') checkMayMakeOperators(input.actor);
    if (operated && (role !== 'operator' || disabled)) await checkOperatorLeft(ctx, id);
    if (role !== before.role) await changeRole(ctx, input.actor, before, role);
    if (disabled !== before.disabled) await keepOut(ctx, input.actor, id, disabled);
    return getUser(ctx, { id });
  });
}

async function changeRole(ctx: TxCtx, actor: Actor, { id, role: from }: UserView, role: Role): Promise<void> {
  await ctx.open.tx
    .update(users)
    .set({ role, updatedAt: sql`now()` })
    .where(eq(users.id, id));
  await audit(ctx, { actor, action: 'account.role_changed', subject: { type: 'user', id }, detail: { from, to: role } });
}

async function keepOut(ctx: TxCtx, actor: Actor, id: string, disabled: boolean): Promise<void> {
  await ctx.open.tx
    .update(users)
    .set({ disabledAt: disabled ? sql`now()` : null, updatedAt: sql`now()` })
    .where(eq(users.id, id));
  if (disabled) await endLogins(ctx, id);
  await audit(ctx, { actor, action: disabled ? 'account.disabled' : 'account.enabled', subject: { type: 'user', id } });
}
