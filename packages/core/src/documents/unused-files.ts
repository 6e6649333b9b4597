import { documents, files, type Tx } from '@lectern/db';
import { eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../ctx.ts';
import type { FileStore, StoredFile } from '../ports/index.ts';

/**
 * Whoever adds or removes a stored file's row holds this lock of its key until the commit, so that no file is removed
 * between an upload's last byte and its row.
 */
export async function lockFileKey(tx: Tx, key: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/** Which of the stored files a document refers to, at a glance and without a lock. */
export async function findUsedKeys(ctx: Ctx, keys: readonly string[]): Promise<Set<string>> {
  const used = await ctx.db
    .selectDistinct({ key: files.key })
    .from(files)
    .innerJoin(documents, eq(documents.fileId, files.id))
    .where(inArray(files.key, [...keys]));
  return new Set(used.map(({ key }) => key));
}

/**
 * Removes a file that no document refers to: bytes, then row. The one place where a transaction waits for something
 * else than the database; it holds nothing but the key's lock, and the store's own time limit bounds it. If the bytes
 * cannot be removed the row stays, and the caller's task tries again. Returns whether it was removed.
 */
export async function removeFileIfUnused(ctx: Ctx & { files: FileStore }, key: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    await lockFileKey(tx, key);
    const [used] = await tx
      .select({ id: documents.id })
      .from(documents)
      .innerJoin(files, eq(files.id, documents.fileId))
      .where(eq(files.key, key))
      .limit(1);
    if (used) return false;
    await tx.delete(files).where(eq(files.key, key));
    return ctx.files.remove(key);
  });
}

/** An upload came to nothing after this file was stored: it goes, unless a document of the owner refers to it. */
export async function discardUnusedFile(ctx: Ctx & { files: FileStore }, input: { actor: Actor; stored: StoredFile }): Promise<void> {
  await removeFileIfUnused(ctx, input.stored.key);
}
