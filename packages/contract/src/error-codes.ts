import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * Every code a client can see, as the `code` of a problem or of a job's `error`.
 * `title` is what happened, `advice` what the reader can do about it; `retryable` is whether the same
 * task may succeed when it is tried again without a change.
 */
const catalog = {
  // the request
  invalid_request: {
    title: 'The request is not valid',
    advice: 'Correct the fields named in `errors` and send it again.',
    retryable: false,
  },
  not_found: { title: 'Not found', advice: 'Check the address; the thing may have been deleted, or may not be yours.', retryable: false },
  method_not_allowed: {
    title: 'This address does not take that method',
    advice: 'Use one of those named in the `Allow` header.',
    retryable: false,
  },
  unauthorized: {
    title: 'You are not signed in',
    advice: 'Sign in, or send a valid token or key as `Authorization: Bearer …`.',
    retryable: false,
  },
  sign_in_failed: {
    title: 'E-mail address or password is wrong',
    advice: 'Try again, or have the password reset.',
    retryable: false,
  },
  wrong_password: { title: 'This is not your password', advice: 'Type the one that you sign in with.', retryable: false },
  sign_up_closed: {
    title: 'You cannot sign up here by yourself',
    advice: 'Ask for an invitation, or for the join code of your course.',
    retryable: false,
  },
  invitation_invalid: {
    title: 'This invitation, code or token is not valid (any more)',
    advice: 'Ask for a new one.',
    retryable: false,
  },
  email_taken: { title: 'There is an account with this e-mail address', advice: 'Sign in, or have its password reset.', retryable: false },
  last_operator: { title: 'Somebody has to be left who operates this', advice: 'Make somebody else an operator first.', retryable: false },
  rate_limited: { title: 'Too many requests', advice: 'Wait as long as `Retry-After` says, in seconds.', retryable: true },
  cross_site: {
    title: 'A page elsewhere has sent this',
    advice: 'A browser’s login changes things only from this site’s own pages; programs send a token.',
    retryable: false,
  },
  forbidden: { title: 'Not allowed', advice: 'Ask somebody with the right role.', retryable: false },
  conflict: { title: 'The thing has changed meanwhile', advice: 'Read it again and repeat the change.', retryable: false },
  idempotency_mismatch: {
    title: 'This Idempotency-Key was used with another body',
    advice: 'Use a new key for a new request.',
    retryable: false,
  },
  idempotency_in_progress: {
    title: 'A request with this Idempotency-Key is still being answered',
    advice: 'Send the same request again in a moment.',
    retryable: true,
  },
  body_too_large: { title: 'The request body is too large', advice: 'Send at most 1 MB; files go to /api/upload-pdfs.', retryable: false },
  unsupported_media_type: {
    title: 'This content type is not understood here',
    advice: 'Send what the API description names.',
    retryable: false,
  },
  job_not_open: { title: 'The job has already ended', advice: 'Nothing is left to cancel; use retry to run it again.', retryable: false },
  job_not_final: { title: 'The job is still under way', advice: 'Wait for its end, or cancel it first.', retryable: false },
  misdirected_host: { title: 'This host name is not served here', advice: 'Use the address the installation names.', retryable: false },

  // uploads
  no_files: { title: 'No file in the upload', advice: 'Send one to 50 PDFs in the multipart field `files`.', retryable: false },
  too_many_files: { title: 'Too many files in one upload', advice: 'Send at most 50 files at a time.', retryable: false },
  upload_interrupted: { title: 'The upload broke off', advice: 'Nothing was kept; send it again.', retryable: false },
  not_a_pdf: { title: 'This is not a PDF', advice: 'Export or print the material as a PDF and upload that.', retryable: false },
  pdf_too_large: { title: 'The PDF is too large', advice: 'Split it, or shrink its images; at most 100 MB a file.', retryable: false },
  pdf_too_many_pages: { title: 'The PDF has too many pages', advice: 'Split it into parts of at most 2,000 pages.', retryable: false },
  pdf_password_required: {
    title: 'The PDF is protected by a password',
    advice: 'Save a copy without the password and upload that.',
    retryable: false,
  },
  pdf_no_text: { title: 'The PDF has no text, only images', advice: 'Run it through text recognition (OCR) first.', retryable: false },
  pdf_unreadable: {
    title: 'The PDF cannot be read',
    advice: 'It is damaged or unusual: open it in a viewer, print it to a new PDF and upload that.',
    retryable: false,
  },
  storage_full: { title: 'There is no room for the file', advice: 'Tell the operator that the disk is full.', retryable: true },

  // work
  course_has_no_text: {
    title: 'The course has no indexed documents',
    advice: 'Upload a PDF first, or wait until it is indexed.',
    retryable: false,
  },
  model_unavailable: {
    title: 'The language model does not answer',
    advice: 'Try again later; the operator can see the provider’s state.',
    retryable: true,
  },
  model_rejected: {
    title: 'The language model refused the request',
    advice: 'The operator should check the model’s name and key.',
    retryable: false,
  },
  model_rate_limited: {
    title: 'The language model’s rate limit is reached',
    advice: 'Nothing to do: it goes on by itself.',
    retryable: true,
  },
  model_unusable_output: {
    title: 'The language model gave nothing usable',
    advice: 'Try again, with other pages or topics, or another model.',
    retryable: true,
  },
  budget_exceeded: {
    title: 'The budget of this month is used up',
    advice: 'Wait for the next month, or ask the operator for a higher budget.',
    retryable: false,
  },
  no_questions_accepted: { title: 'No question passed the checks', advice: 'Try other pages, topics or types.', retryable: false },
  index_unavailable: { title: 'The search index does not answer', advice: 'Nothing to do: it is tried again.', retryable: true },
  worker_crashed: {
    title: 'The work ended without a word, again and again',
    advice: 'Retry; if it happens again, tell the operator.',
    retryable: false,
  },
  task_timeout: { title: 'The work took too long', advice: 'Retry; if it happens again, tell the operator.', retryable: true },
  cancelled: {
    title: 'It was cancelled',
    advice: 'Retry the job, or reprocess the document, when you want it after all.',
    retryable: false,
  },
  // tests and grades
  no_approved_questions: {
    title: 'There is no approved question for it',
    advice: 'The teacher has to approve questions of the course first.',
    retryable: false,
  },
  not_enough_questions: {
    title: 'There are fewer approved questions than asked for',
    advice: 'Ask for fewer, or approve more questions of that kind.',
    retryable: false,
  },
  test_not_open_yet: { title: 'The test is not open yet', advice: 'Come back when it opens.', retryable: false },
  test_closed: { title: 'The test is closed', advice: 'Ask the teacher whether you may still take it.', retryable: false },
  no_attempts_left: {
    title: 'You have no attempt left',
    advice: 'Look at your results, or ask the teacher for another attempt.',
    retryable: false,
  },
  too_much_practice: {
    title: 'You have begun practice that you have not ended',
    advice: 'Go on with one of your open attempts, or end one, first.',
    retryable: false,
  },
  test_has_attempts: {
    title: 'Somebody has taken this test',
    advice: 'Close it instead; or send `with_results=true` to remove the results as well.',
    retryable: false,
  },
  question_not_in_attempt: {
    title: 'This question is not part of the attempt',
    advice: 'Read the attempt to see its questions.',
    retryable: false,
  },
  answer_too_long: {
    title: 'The answer is too long',
    advice: `Shorten it to ${limits.answerChars.toLocaleString('en')} characters.`,
    retryable: false,
  },
  stale_answer: {
    title: 'The answer has changed meanwhile, in another window or by a repeated request',
    advice: '`current` is what is saved; send yours again with its `answer_version` if it should replace that.',
    retryable: false,
  },
  attempt_over: { title: 'The attempt is over', advice: 'What was saved until then counts; look at the results.', retryable: false },
  attempt_open: { title: 'The attempt is not over yet', advice: 'Results are there once it is submitted.', retryable: false },
  results_not_shown_yet: {
    title: 'The results are not shown yet',
    advice: 'They are shown when the test has closed.',
    retryable: false,
  },
  closed_book: {
    title: 'The course is closed while you sit a test',
    advice: 'Submit the test first.',
    retryable: false,
  },
  too_many_items: {
    title: 'Too many answers in one batch',
    advice: `Send at most ${limits.itemsPerEvaluation} at a time.`,
    retryable: false,
  },
  nothing_to_regrade: {
    title: 'No key and no rubric of this test has changed',
    advice: 'Change a question first; then its answers can be measured anew.',
    retryable: false,
  },
  source_deleted: { title: 'What this job works on was deleted', advice: 'Nothing to do.', retryable: false },

  // the service
  unavailable: { title: 'A part of the service is down', advice: 'Try again in a moment.', retryable: true },
  internal: { title: 'Something went wrong here', advice: 'Try again; if it stays, report the request id.', retryable: true },
} as const satisfies Record<string, { title: string; advice: string; retryable: boolean }>;

export const errorCatalog: Readonly<Record<ErrorCode, { title: string; advice: string; retryable: boolean }>> = catalog;
export type ErrorCode = keyof typeof catalog;
export const errorCodes = Object.keys(catalog) as ErrorCode[];
export const ErrorCode = z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]);
