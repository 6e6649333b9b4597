import { AppError } from '@lectern/contract';
import { uploadFile } from '../api/upload-file.ts';
import type { InputFile } from '../input-files.ts';
import type { JobContext } from './job-context.ts';
import { runMany, type UploadedFile } from './run-many.ts';
import { runOne } from './run-one.ts';

/** Makes questions of the person's files, in a course of their own. Resolves to whether there are any. */
export async function runFiles(context: JobContext, files: readonly InputFile[]): Promise<boolean> {
  const { screen } = context;
  const title = `Uploaded ${new Date().toLocaleString('sv-SE').slice(0, 16)}`;
  screen.print(
    `  ${screen.paint('bold', files.length === 1 ? (files[0]?.label ?? '') : `${files.length} files`)}  into the course “${title}”`,
  );
  screen.print();
  const uploads = await uploadAll(context, files, title);
  const [first] = uploads;
  if (uploads.length === 1 && first && !(first.uploaded instanceof AppError)) return runOne(context, first.file, first.uploaded);
  return runMany(context, uploads);
}

/** One after the other, so that the first that is taken makes the course, and one that is refused keeps no other out. */
async function uploadAll({ api, screen }: JobContext, files: readonly InputFile[], title: string): Promise<UploadedFile[]> {
  const uploads: UploadedFile[] = [];
  let courseId: string | undefined;
  for (const [index, file] of files.entries()) {
    screen.status(`  Uploading ${file.label} (${index + 1} of ${files.length})`);
    try {
      const uploaded = await uploadFile(api, file, courseId === undefined ? { title } : { id: courseId });
      courseId = uploaded.courseId;
      uploads.push({ file, uploaded });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      uploads.push({ file, uploaded: error });
    }
  }
  screen.status(undefined);
  return uploads;
}
