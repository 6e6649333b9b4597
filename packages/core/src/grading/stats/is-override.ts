import { grades } from '@lectern/db';
import { sql } from 'drizzle-orm';

/** Whether a grade is a teacher's in place of another: one that says the same has no reason. */
export const isOverride = sql<boolean>`(${grades.source} = 'teacher' and ${grades.reason} is not null)`;
