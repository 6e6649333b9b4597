import type { RouteName } from './routes.ts';

/** Who asks, seen from one course and what belongs to it. */
export const callers = ['nobody', 'revoked_key', 'outsider', 'member', 'other_teacher', 'teacher', 'operator'] as const;
/**
 * `outsider`: a student of another course. `member`: a student of this one. `other_teacher`: teaches another one.
 * `revoked_key`: whoever sends an API key that was its teacher's and is revoked.
 */
export type Caller = (typeof callers)[number];

/** What a caller gets: the answer (of lists, what is theirs), or the problem with that code. */
export type AccessOutcome = 'ok' | 'unauthorized' | 'forbidden' | 'not_found';
export type AccessRow = Readonly<Record<Caller, AccessOutcome>>;

const strangers = { nobody: 'unauthorized', revoked_key: 'unauthorized' } as const;

/** Rows that several routes have in common. */
const rows = {
  everybody: { nobody: 'ok', revoked_key: 'ok', outsider: 'ok', member: 'ok', other_teacher: 'ok', teacher: 'ok', operator: 'ok' },
  signedIn: { ...strangers, outsider: 'ok', member: 'ok', other_teacher: 'ok', teacher: 'ok', operator: 'ok' },
  teachers: { ...strangers, outsider: 'forbidden', member: 'forbidden', other_teacher: 'ok', teacher: 'ok', operator: 'ok' },
  operators: {
    ...strangers,
    outsider: 'forbidden',
    member: 'forbidden',
    other_teacher: 'forbidden',
    teacher: 'forbidden',
    operator: 'ok',
  },
  /** A thing that the students of the course see as well. */
  ofTheCourse: { ...strangers, outsider: 'not_found', member: 'ok', other_teacher: 'not_found', teacher: 'ok', operator: 'ok' },
  /** What only its teacher does with a thing that its students see. */
  toTheCourse: { ...strangers, outsider: 'not_found', member: 'forbidden', other_teacher: 'not_found', teacher: 'ok', operator: 'ok' },
  /** What only the student does whose attempt it is, the member here. */
  ofItsStudent: {
    ...strangers,
    outsider: 'not_found',
    member: 'ok',
    other_teacher: 'not_found',
    teacher: 'not_found',
    operator: 'not_found',
  },
  /** A thing that students do not even know of. */
  ofTheTeacher: { ...strangers, outsider: 'not_found', member: 'not_found', other_teacher: 'not_found', teacher: 'ok', operator: 'ok' },
  /** A thing of one person, the teacher here, and of nobody else. */
  ofOnePerson: {
    ...strangers,
    outsider: 'not_found',
    member: 'not_found',
    other_teacher: 'not_found',
    teacher: 'ok',
    operator: 'not_found',
  },
} as const satisfies Record<string, AccessRow>;

/** What every route answers to whom; a test asks them all. What names a thing is asked about a thing of the teacher's course. */
export const accessTable: Readonly<Record<RouteName, AccessRow>> = {
  getHealth: rows.everybody,
  getReadiness: rows.everybody,
  getWorkerStats: rows.operators,
  getSystemStatus: rows.operators,
  listAudit: rows.operators,
  revokeOwnerToken: rows.operators,

  signUp: rows.everybody,
  signIn: rows.everybody,
  signOut: rows.signedIn,
  issueToken: rows.everybody,
  forgotPassword: rows.everybody,
  resetPassword: rows.everybody,
  changePassword: rows.signedIn,
  getMe: rows.signedIn,
  updateMe: rows.signedIn,
  deleteMe: rows.signedIn,
  exportMe: rows.signedIn,
  listApiKeys: rows.signedIn,
  createApiKey: rows.signedIn,
  revokeApiKey: rows.ofOnePerson,

  listUsers: rows.operators,
  getUser: rows.operators,
  updateUser: rows.operators,
  deleteUser: rows.operators,
  makePasswordResetLink: rows.operators,
  listInvitations: rows.operators,
  createInvitation: rows.operators,
  revokeInvitation: rows.operators,

  listCourses: rows.signedIn,
  createCourse: rows.teachers,
  getCourse: rows.ofTheCourse,
  updateCourse: rows.toTheCourse,
  deleteCourse: rows.toTheCourse,
  searchCourse: rows.ofTheCourse,
  getOutline: rows.ofTheCourse,
  makeJoinCode: rows.toTheCourse,
  joinCourse: rows.signedIn,
  listMembers: rows.toTheCourse,
  removeMember: rows.toTheCourse,

  listDocuments: rows.ofTheCourse,
  uploadPdfs: rows.teachers,
  getDocument: rows.ofTheCourse,
  deleteDocument: rows.toTheCourse,
  getPage: rows.ofTheCourse,
  getFile: rows.ofTheCourse,
  reprocessDocument: rows.toTheCourse,

  listJobs: rows.signedIn,
  getJob: rows.ofTheTeacher,
  watchJob: rows.ofTheTeacher,
  cancelJob: rows.ofTheTeacher,
  retryJob: rows.ofTheTeacher,

  generateQuestions: rows.toTheCourse,
  listQuestions: rows.toTheCourse,
  getQuestionStats: rows.teachers,
  getQuestion: rows.ofTheTeacher,
  updateQuestion: rows.ofTheTeacher,
  deleteQuestion: rows.ofTheTeacher,
  approveQuestion: rows.ofTheTeacher,
  rejectQuestion: rows.ofTheTeacher,
  regenerateQuestion: rows.ofTheTeacher,
  listQuestionVersions: rows.ofTheTeacher,

  createTest: rows.toTheCourse,
  listTests: rows.ofTheCourse,
  getTest: rows.ofTheCourse,
  updateTest: rows.toTheCourse,
  deleteTest: rows.toTheCourse,
  getTestResults: rows.toTheCourse,
  getTestStatistics: rows.toTheCourse,
  listReview: rows.toTheCourse,
  confirmTestGrades: rows.toTheCourse,
  regradeTest: rows.toTheCourse,
  getRegrade: rows.ofTheTeacher,
  applyRegrade: rows.ofTheTeacher,

  startTest: rows.ofTheCourse,
  submitAnswer: rows.ofItsStudent,
  listAttempts: rows.signedIn,
  getAttempt: rows.ofTheCourse,
  getAttemptQuestion: rows.ofItsStudent,
  getAttemptResults: rows.ofTheCourse,

  createEvaluation: rows.teachers,
  getEvaluation: rows.ofTheTeacher,
  getEvaluationStats: rows.teachers,
  overrideGrade: rows.ofTheTeacher,
  confirmGrade: rows.ofTheTeacher,
};
