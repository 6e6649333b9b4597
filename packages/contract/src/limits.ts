/** Limits that clients can run into. Each is answered with a code from `errorCodes`. Sizes are bytes. */
export const limits = {
  pdfBytes: 100 * 1024 * 1024,
  pdfPages: 2_000,
  filesPerUpload: 50,
  bodyBytes: 1024 * 1024,
  fileNameChars: 255,
  titleChars: 200,
  questionsPerRequest: 100,
  /** Questions that one call to a model writes, and that one call verifies. */
  questionsPerWrite: 5,
  questionsPerVerify: 15,
  topicsPerRequest: 20,
  questionsPerTest: 200,
  practiceQuestions: 50,
  /** Of one person in one course: being sat at the same time, and begun within a day. */
  openPractices: 5,
  practicesPerDay: 30,
  /** Longest time limit of a test. */
  testSeconds: 24 * 60 * 60,
  instructionsChars: 4_000,
  /** Of an answer, and of the reasoning beside a choice. */
  answerChars: 10_000,
  /** Of a rubric. */
  criteria: 10,
  itemsPerEvaluation: 500,
  /** Answers that one call to a model grades. */
  answersPerGrading: 10,
  listDefault: 50,
  listMax: 200,
  searchResults: 10,
  queryChars: 1_000,
  idempotencyKeyChars: 200,
  emailChars: 254,
  passwordMinChars: 10,
  /** Hashing is paid for by the character. */
  passwordMaxChars: 200,
  /** Longest life of a signed token. */
  tokenSeconds: 24 * 60 * 60,
  apiKeyDays: 730,
  apiKeysPerUser: 50,
  invitationDays: 90,
  /** Problems that one answer names. */
  fieldErrors: 20,
} as const;
