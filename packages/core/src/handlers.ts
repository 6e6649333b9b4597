import { chunkDocument } from './documents/chunk-handler.ts';
import { eraseCourseData, eraseDocumentData } from './documents/erase-handlers.ts';
import { indexChunks, publishDocument } from './documents/index-handlers.ts';
import { extractPages, inspectDocument } from './documents/ingest-handlers.ts';
import type { TaskHandlers } from './jobs/types.ts';
import { acceptQuestions } from './questions/accept-handler.ts';
import { writeQuestions } from './questions/write-handler.ts';
import type { WorkDeps } from './work-deps.ts';

export const taskHandlers: TaskHandlers<WorkDeps> = {
  'document.inspect': inspectDocument,
  'document.extract': extractPages,
  'document.chunk': chunkDocument,
  'document.index': indexChunks,
  'document.publish': publishDocument,
  'document.erase': eraseDocumentData,
  'course.erase': eraseCourseData,
  'questions.write': writeQuestions,
  'questions.accept': acceptQuestions,
};
