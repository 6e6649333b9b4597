import { AppError } from '@lectern/contract';
import { budgetMonths, budgetReservations, users } from '@lectern/db';
import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import { reader, type Ctx } from '../ctx.ts';
import { thisMonth } from '../models/budget-months.ts';
import type { KeyHealth, ModelHealth, Models } from '../ports/index.ts';

/** What the process that answers is. */
export interface About {
  version: string;
  edition: 'standalone' | 'production';
  startedAt: Date;
}

export interface SystemStatusView extends About {
  /** True while no AI is configured. */
  builtInModel: boolean;
  models: (Pick<ModelHealth, 'use' | 'provider' | 'model' | 'breakerOpen'> & {
    keys: (Pick<KeyHealth, 'name' | 'state'> & { retryAt: Date | null })[];
  })[];
  modelsError: string | null;
  budget: {
    month: string;
    limitMicrodollars: number | null;
    /** Those who have spent most first, at most a hundred. */
    payers: { userId: string; name: string; spentMicrodollars: number; reservedMicrodollars: number }[];
  };
}

const payersShown = 100;

/** What is served, how the models and their keys do, and what is spent; names and states, never a secret. Error: `forbidden`. */
export async function getSystemStatus(
  ctx: Ctx & { models: Models },
  { actor, about }: { actor: Actor; about: About },
): Promise<SystemStatusView> {
  if (actor.role !== 'operator') throw new AppError('forbidden');
  const [models, budget] = await Promise.all([readModels(ctx), readBudget(ctx)]);
  return { ...about, builtInModel: ctx.models.builtIn, ...models, budget };
}

/** The status is asked for when something is wrong: what cannot be read is said, and the rest is shown. */
async function readModels({ models, log }: Ctx & { models: Models }): Promise<Pick<SystemStatusView, 'models' | 'modelsError'>> {
  try {
    const health = await models.health();
    const now = Date.now();
    const toKey = ({ name, state, forMs }: KeyHealth) => ({ name, state, retryAt: forMs === undefined ? null : new Date(now + forMs) });
    return { models: health.map((model) => ({ ...model, keys: model.keys.map(toKey) })), modelsError: null };
  } catch (err) {
    log.warn({ err }, 'the state of the keys cannot be read');
    return { models: [], modelsError: 'The store that holds the limits and the state of the keys does not answer' };
  }
}

async function readBudget(ctx: Ctx & { models: Pick<Models, 'monthlyBudget'> }): Promise<SystemStatusView['budget']> {
  const db = reader(ctx);
  const [now] = await db.execute<{ month: string }>(sql`select ${thisMonth} as month`);
  const month = now?.month ?? '';
  const open = and(
    eq(budgetReservations.payerId, budgetMonths.payerId),
    eq(budgetReservations.month, budgetMonths.month),
    gt(budgetReservations.expiresAt, sql`now()`),
  );
  const payers = await db
    .select({
      userId: users.id,
      name: users.name,
      spentMicrodollars: budgetMonths.spentMicrodollars,
      reservedMicrodollars: sql<number>`(select coalesce(sum(${budgetReservations.microdollars}), 0)::float8 from ${budgetReservations} where ${open})`,
    })
    .from(budgetMonths)
    .innerJoin(users, eq(users.id, budgetMonths.payerId))
    .where(eq(budgetMonths.month, month))
    .orderBy(desc(budgetMonths.spentMicrodollars), users.id)
    .limit(payersShown);
  return { month, limitMicrodollars: ctx.models.monthlyBudget, payers };
}
