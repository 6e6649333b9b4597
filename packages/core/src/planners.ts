import { planIngest } from './documents/plan-ingest.ts';
import { planAccountErase, planCourseErase, planDocumentErase } from './erasure/plan-erase.ts';
import { planGrade } from './grading/plan-grade.ts';
import type { JobPlanners } from './jobs/types.ts';
import { planGenerate } from './questions/plan-generate.ts';
import { planRegenerate } from './questions/regenerate/plan-regenerate.ts';

export const planners: JobPlanners = {
  'documents.ingest': planIngest,
  'documents.erase': planDocumentErase,
  'courses.erase': planCourseErase,
  'accounts.erase': planAccountErase,
  'questions.generate': planGenerate,
  'questions.regenerate': planRegenerate,
  'answers.grade': planGrade,
};
