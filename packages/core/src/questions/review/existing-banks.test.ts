import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDb, migrate, questions, questionVersions } from '@lectern/db';
import { createTestDatabase } from '@lectern/testing';
import { eq, sql } from 'drizzle-orm';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { afterEach, expect, it } from 'vitest';
import { toView, viewOf } from '../question-view.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** An empty database with the schema as it was before versions were kept. */
async function createOldDatabase() {
  const { url, close } = await createTestDatabase();
  cleanUp.push(close);
  const database = createDb(url, { max: 2 });
  cleanUp.push(() => database.close());
  await database.db.execute(sql`drop schema public cascade`);
  await database.db.execute(sql`drop schema drizzle cascade`);
  await database.db.execute(sql`create schema public`);
  const migrationsFolder = await copyMigrationsBefore('0003_questions');
  await applyMigrations(database.db, { migrationsFolder });
  return { url, db: database.db };
}

const Journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

async function copyMigrationsBefore(tag: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-migrations-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  await cp(fileURLToPath(new URL('../migrations', import.meta.resolve('@lectern/db'))), folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = Journal.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.filter((entry) => entry.tag < tag) }));
  return folder;
}

it('a bank from before versions were kept has its questions as they are as their first versions', async () => {
  const { url, db } = await createOldDatabase();
  const [user, course, file, document, draft, candidate] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await db.execute(sql`insert into users (id, name, role) values (${user}, 'Teacher', 'teacher')`);
  await db.execute(sql`insert into courses (id, owner_id, title) values (${course}, ${user}, 'Water')`);
  await db.execute(sql`insert into files (id, owner_id, sha256, bytes, key) values (${file}, ${user}, 'x', 1, 'x')`);
  await db.execute(
    sql`insert into documents (id, course_id, file_id, name, job_id) values (${document}, ${course}, ${file}, 'w.pdf', ${uuidv7()})`,
  );
  for (const [id, state] of [
    [draft, 'draft'],
    [candidate, 'candidate'],
  ]) {
    await db.execute(sql`
      insert into questions (id, course_id, job_id, task_id, ordinal, document_id, revision, page, quote, type, stem, options, answer,
        explanation, difficulty, bloom, topic, language, state, accepted_at)
      values (${id}, ${course}, ${uuidv7()}, ${uuidv7()}, 0, ${document}, 1, 1, 'It rains.', 'true_false', 'It rains.',
        '[{"text": "True", "correct": true, "reason": ""}, {"text": "False", "correct": false, "reason": ""}]', 'True',
        '', 'easy', 'remember', 'water', 'en', ${state}, '2026-01-02T03:04:05Z')`);
  }
  await migrate(url);
  const kept = await db.select().from(questionVersions);
  expect(kept).toMatchObject([{ questionId: draft, version: 1, change: 'accepted', state: 'draft', changedBy: null }]);
  expect(kept[0]?.createdAt.toISOString()).toBe('2026-01-02T03:04:05.000Z');
  const [question] = await db.select().from(questions).where(eq(questions.id, draft));
  if (!question || !kept[0]) throw new Error('the question is gone');
  expect(viewOf({ ...question, state: kept[0].state }, kept[0].content)).toEqual(toView(question));
});
