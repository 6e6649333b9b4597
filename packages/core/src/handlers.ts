import { chunkDocument } from './documents/chunk-handler.ts';
import { indexChunks, publishDocument } from './documents/index-handlers.ts';
import { extractPages, inspectDocument } from './documents/ingest-handlers.ts';
import { outlineSections } from './documents/outline-handler.ts';
import { checkErasure } from './erasure/check-erasure.ts';
import { eraseAccountData } from './erasure/erase-account-data.ts';
import { eraseCourseData } from './erasure/erase-course-data.ts';
import { eraseDocumentData } from './erasure/erase-document-data.ts';
import { gradeAnswers } from './grading/grade-handler.ts';
import { settleRegrade } from './grading/regrade/settle-handler.ts';
import type { TaskHandlers } from './jobs/types.ts';
import { rewriteQuestion } from './questions/regenerate/rewrite-handler.ts';
import { choosePassages } from './questions/choose/choose-handler.ts';
import { verifyQuestions } from './questions/verify-handler.ts';
import { writeQuestions } from './questions/write-handler.ts';
import type { WorkDeps } from './work-deps.ts';

export const taskHandlers: TaskHandlers<WorkDeps> = {
  'document.inspect': inspectDocument,
  'document.extract': extractPages,
  'document.chunk': chunkDocument,
  'document.index': indexChunks,
  'document.publish': publishDocument,
  'document.outline': outlineSections,
  'document.erase': eraseDocumentData,
  'course.erase': eraseCourseData,
  'account.erase': eraseAccountData,
  'erasure.check': checkErasure,
  'questions.choose': choosePassages,
  'questions.write': writeQuestions,
  'questions.verify': verifyQuestions,
  'question.rewrite': rewriteQuestion,
  'answers.grade': gradeAnswers,
  'regrade.settle': settleRegrade,
};
