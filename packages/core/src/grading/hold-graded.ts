import { attempts, evaluations, type Tx } from '@lectern/db';
import { AppError } from '@lectern/contract';
import { asc, eq, inArray } from 'drizzle-orm';
import type { Grading } from './read-units.ts';

/**
 * Keeps from being erased what a task grades, until the commit, so that an erasure finds every grade that quotes it. To be called
 * before anything else is locked. Returns what is left of it: a regrade goes on without the attempts that are gone.
 * Error: `source_deleted` when the erasure was first.
 */
export async function holdGraded(tx: Tx, grading: Grading): Promise<Grading> {
  const { params, units } = grading;
  switch (params.of) {
    case 'attempt': {
      // As its end is going to be noted: to lock it harder later could meet somebody who waits for it.
      const held = await tx.select({ id: attempts.id }).from(attempts).where(eq(attempts.id, params.attemptId)).for('no key update');
      if (held.length === 0) throw new AppError('source_deleted');
      return grading;
    }
    case 'evaluation': {
      const { id } = evaluations;
      const held = await tx.select({ id }).from(evaluations).where(eq(id, params.evaluationId)).for('key share');
      if (held.length === 0) throw new AppError('source_deleted');
      return grading;
    }
    case 'regrade': {
      const { id } = attempts;
      const wanted = units.flatMap(({ attemptId }) => attemptId ?? []);
      const held = await tx.select({ id }).from(attempts).where(inArray(id, wanted)).orderBy(asc(id)).for('key share');
      const there = new Set<string | null>(held.map((attempt) => attempt.id));
      return { ...grading, units: units.filter(({ attemptId }) => there.has(attemptId)) };
    }
  }
}
