import type { IncomingMessage } from 'node:http';
import { AppError, limits, toAppError, UploadFields } from '@lectern/contract';
import { type Actor, checkCourse, type Ctx, discardUnusedFile, type FileStore, type StoredFile } from '@lectern/core';
import { z } from 'zod';
import { invalid, parseInput } from '../http/parse-input.ts';
import { cleanFileName } from './file-name.ts';
import { type FormFile, readForm } from './read-form.ts';

export interface Upload {
  course: { title: string } | { id: string };
  /** In the order in which they were sent. */
  files: UploadedFile[];
}

export interface UploadedFile {
  name: string;
  stored: StoredFile;
}

type UploadCtx = Ctx & { files: FileStore };

/**
 * Receives an upload into the file store and hands it to `use`. All or nothing: the first thing that is wrong refuses the
 * whole of it, a file by its place (`errors[].path` is `files.N`), and what was stored by then is removed; likewise when
 * `use` fails. Errors: those of reading a form and of storing a file, `no_files`, `not_found` and `forbidden` (the course), `invalid_request`.
 */
export async function receiveUpload<Result>(
  ctx: UploadCtx,
  { actor, body }: { actor: Actor; body: IncomingMessage },
  use: (upload: Upload) => Promise<Result>,
): Promise<Result> {
  const received = new Map<number, UploadedFile>();
  const fields = new Map<string, string>();

  async function onFile({ index, field, name: given, stream, signal }: FormFile): Promise<void> {
    if (field !== 'files') throw invalid([{ path: field, message: 'files come in the field `files`' }]);
    if (given === '') return requireEmpty(stream, index);
    const name = cleanFileName(given);
    const put = ctx.files.put(actor.userId, stream, { maxBytes: limits.pdfBytes, signal });
    received.set(index, { name, stored: await put.catch((error: unknown) => refuseFile(error, index, name)) });
  }

  async function onField(name: string, value: string): Promise<void> {
    if (fields.has(name)) throw invalid([{ path: name, message: 'sent twice' }]);
    if (!Object.hasOwn(UploadFields.shape, name)) throw invalid([{ path: name, message: 'not a field of this form' }]);
    fields.set(name, value);
    // At once, for the files that follow may take minutes.
    if (name === 'course_id') await requireCourse(ctx, actor, value);
  }

  try {
    await readForm(body, { onFile, onField });
    const files = [...received].toSorted(([a], [b]) => a - b).map(([, file]) => file);
    if (files.length === 0) throw new AppError('no_files');
    return await use({ course: parseCourse(fields), files });
  } catch (error) {
    if (!isBeingAnswered(error)) await discardFiles(ctx, actor, received.values());
    throw error;
  }
}

/** The same files were sent by a request that is still being answered: they are what it takes in, or removes. */
function isBeingAnswered(error: unknown): boolean {
  return error instanceof AppError && error.code === 'idempotency_in_progress';
}

/** Removes received files that no document refers to. What cannot be removed now is logged. */
export async function discardFiles(ctx: UploadCtx, actor: Actor, files: Iterable<UploadedFile>): Promise<void> {
  for (const { stored } of files) {
    await discardUnusedFile(ctx, { actor, stored }).catch((err: unknown) => {
      ctx.log.error({ err, key: stored.key }, 'a file of a refused upload could not be removed');
    });
  }
}

/** A form in a browser sends a file without a name and content when none was chosen. */
async function requireEmpty(stream: AsyncIterable<Buffer>, index: number): Promise<void> {
  for await (const chunk of stream) {
    if (chunk.length > 0) throw invalid([{ path: `files.${index}`, message: 'the file has no name' }]);
  }
}

function refuseFile(error: unknown, index: number, name: string): never {
  const { code, message } = toAppError(error);
  const fields = [{ path: `files.${index}`, message: `${name}: ${message}` }];
  throw new AppError(code, `${name}: ${message}`, { fields, cause: error });
}

const CourseId = z.object({ course_id: UploadFields.shape.course_id });

async function requireCourse(ctx: Ctx, actor: Actor, value: string): Promise<void> {
  parseInput(CourseId, { course_id: value });
  await checkCourse(ctx, { actor, id: value, right: 'teach' });
}

function parseCourse(fields: ReadonlyMap<string, string>): Upload['course'] {
  const { course_title: title, course_id: id } = parseInput(UploadFields, Object.fromEntries(fields));
  // The schema has made sure that there is exactly one of them.
  return id === undefined ? { title: title ?? '' } : { id };
}
