import { Readable } from 'node:stream';
import { toAppError } from '@lectern/contract';
import {
  type Actor,
  type Ctx,
  type ExportedAccount,
  exportApiKeys,
  exportAttempts,
  exportAudit,
  exportBudget,
  exportCourses,
  exportDecisions,
  exportDocuments,
  exportEvaluations,
  exportInvitations,
  exportJobs,
  exportLogins,
  exportMembers,
  exportMemberships,
  exportQuestions,
  exportResults,
  exportTests,
  exportUploads,
  exportUsage,
  type FileStore,
  openDocumentFile,
} from '@lectern/core';
import { toBody } from '../http/to-body.ts';
import { entryName } from './entry-name.ts';
import { readme } from './readme.ts';
import type { ZipEntry } from './zip-of.ts';

interface ExportInput {
  actor: Actor;
  account: ExportedAccount;
}

/** All that is kept about somebody, and what they uploaded and made, as the entries of an archive. */
export async function* exportEntries(ctx: Ctx & { files: FileStore }, { actor, account }: ExportInput): AsyncGenerator<ZipEntry> {
  yield text('README.txt', readme);
  yield text('account.json', `${JSON.stringify(toBody(account), null, 2)}\n`);
  yield list('logins.json', () => exportLogins(ctx, actor));
  yield list('api-keys.json', () => exportApiKeys(ctx, actor));
  yield list('invitations.json', () => exportInvitations(ctx, actor));
  yield list('memberships.json', () => exportMemberships(ctx, actor));
  yield list('attempts.json', () => exportAttempts(ctx, actor));
  for await (const page of exportCourses(ctx, actor)) {
    for (const course of page) yield* courseEntries(ctx, actor, course);
  }
  yield* uploadEntries(ctx, actor);
  yield list('evaluations.json', () => exportEvaluations(ctx, actor));
  yield list('decisions.json', () => exportDecisions(ctx, actor));
  yield list('jobs.json', () => exportJobs(ctx, actor));
  yield list('audit.json', () => exportAudit(ctx, actor));
  yield list('usage.json', () => exportUsage(ctx, actor));
  yield list('budget.json', () => exportBudget(ctx, actor));
}

interface ExportedCourse {
  id: string;
  title: string;
  createdAt: Date;
}

async function* courseEntries(ctx: Ctx & { files: FileStore }, actor: Actor, course: ExportedCourse): AsyncGenerator<ZipEntry> {
  const folder = `courses/${entryName(course.title, course.id)}`;
  const ofCourse = { actor, courseId: course.id };
  yield text(`${folder}/course.json`, `${JSON.stringify(toBody(course), null, 2)}\n`);
  yield list(`${folder}/members.json`, () => exportMembers(ctx, ofCourse));
  yield list(`${folder}/questions.json`, () => exportQuestions(ctx, ofCourse));
  yield list(`${folder}/tests.json`, () => exportTests(ctx, ofCourse));
  yield list(`${folder}/results.json`, () => exportResults(ctx, ofCourse));
  yield list(`${folder}/documents.json`, () => documentsWithFiles(ctx, ofCourse));
  for await (const page of exportDocuments(ctx, ofCourse)) {
    for (const { id, name } of page) {
      yield {
        path: `${folder}/${fileOf({ id, name })}`,
        compress: false,
        open: () => unlessGone(async () => (await openDocumentFile(ctx, { actor, id })).stream),
      };
    }
  }
}

async function* documentsWithFiles(ctx: Ctx, ofCourse: { actor: Actor; courseId: string }) {
  for await (const page of exportDocuments(ctx, ofCourse)) yield page.map((document) => ({ ...document, file: fileOf(document) }));
}

/** What they gave to courses of others, which they may not even see any more. */
async function* uploadEntries(ctx: Ctx & { files: FileStore }, actor: Actor): AsyncGenerator<ZipEntry> {
  yield list('uploads/uploads.json', () => uploadsWithFiles(ctx, actor));
  for await (const page of exportUploads(ctx, actor)) {
    for (const { id, name, key } of page) {
      yield {
        path: `uploads/${fileOf({ id, name })}`,
        compress: false,
        open: () => unlessGone(async () => (await ctx.files.open(key)).stream),
      };
    }
  }
}

async function* uploadsWithFiles(ctx: Ctx, actor: Actor) {
  for await (const page of exportUploads(ctx, actor)) yield page.map(({ key: _key, ...upload }) => ({ ...upload, file: fileOf(upload) }));
}

/** Where a document's bytes are within its course. */
function fileOf({ id, name }: { id: string; name: string }): string {
  return `files/${entryName(name.replace(/\.pdf$/iu, ''), id)}.pdf`;
}

/** Undefined for one that was erased since it was listed. */
async function unlessGone(open: () => Promise<Readable>): Promise<Readable | undefined> {
  try {
    return await open();
  } catch (error) {
    if (toAppError(error).code === 'not_found') return undefined;
    throw error;
  }
}

function text(path: string, content: string): ZipEntry {
  return { path, compress: true, open: async () => Readable.from([Buffer.from(content)]) };
}

/** A JSON array, written entry by entry. */
function list(path: string, pages: () => AsyncIterable<object[]>): ZipEntry {
  return { path, compress: true, open: async () => Readable.from(jsonArray(pages())) };
}

async function* jsonArray(pages: AsyncIterable<object[]>): AsyncGenerator<Buffer> {
  let before = '[\n';
  for await (const page of pages) {
    for (const entry of page) {
      yield Buffer.from(before + JSON.stringify(toBody(entry)));
      before = ',\n';
    }
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}
