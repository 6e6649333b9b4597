import type { Caller, RouteName } from '@lectern/contract';
import type { CallOptions, Client } from '../client.ts';
import { fakePdf, formOf } from '../forms.ts';
import type { TestApi } from '../start-test-api.ts';
import { type AccessWorld, emailOf } from './make-world.ts';

interface Asking {
  api: TestApi;
  client: Client;
  world: AccessWorld;
  caller: Caller;
}
type MakeRequest = (asking: Asking) => CallOptions | Promise<CallOptions>;

const password = 'a password that is long enough';
const newPassword = 'another one that is long enough';

const nothing = (): CallOptions => ({});
const ofCourse: MakeRequest = ({ world }) => ({ params: { id: world.courseId } });
const ofDocument: MakeRequest = ({ world }) => ({ params: { id: world.documentId } });
const ofQuestion: MakeRequest = ({ world }) => ({ params: { id: world.questionId } });
const ofOpenJob: MakeRequest = ({ world }) => ({ params: { id: world.openJobId } });
const ofEndedJob: MakeRequest = ({ world }) => ({ params: { id: world.endedJobId } });
const ofBystander: MakeRequest = ({ world }) => ({ params: { id: world.ids.bystander } });
const ofTest: MakeRequest = ({ world }) => ({ params: { id: world.sat.testId } });
const ofRegrade: MakeRequest = ({ world }) => ({ params: { id: world.sat.regradeId } });
const ofEndedAttempt: MakeRequest = ({ world }) => ({ params: { id: world.sat.endedAttemptId } });

/** Gives whoever asks the password that they send. */
async function setPassword({ api, world, caller }: Asking): Promise<void> {
  if (caller !== 'nobody' && caller !== 'revoked_key') await api.setPassword(world.ids[caller], password);
}

/** E-mail address and password of somebody who has an account. */
async function credentials({ api, world }: Asking): Promise<CallOptions> {
  await api.setPassword(world.ids.bystander, password);
  return { body: { email: emailOf(world.ids.bystander), password } };
}

async function asOperator({ world }: Asking, options: CallOptions = {}): Promise<CallOptions> {
  return { ...options, token: (await world.tokenOf('operator')) ?? '' };
}

async function invite(asking: Asking) {
  return (await asking.client.call('createInvitation', await asOperator(asking, { body: {} }))).body;
}

/** A request to each route that succeeds for whoever may send it, about things of the teacher's course. */
export const requests: Readonly<Record<RouteName, MakeRequest>> = {
  getHealth: nothing,
  getReadiness: nothing,
  getWorkerStats: nothing,
  getSystemStatus: nothing,
  listAudit: nothing,
  revokeOwnerToken: nothing,

  async signUp(asking) {
    const { invitation } = await invite(asking);
    return { body: { email: `${crypto.randomUUID()}@example.org`, password, name: 'New', invitation } };
  },
  signIn: credentials,
  signOut: nothing,
  issueToken: credentials,
  forgotPassword: ({ world }) => ({ body: { email: emailOf(world.ids.bystander) } }),
  async resetPassword(asking) {
    await credentials(asking);
    const params = { id: asking.world.ids.bystander };
    const { body } = await asking.client.call('makePasswordResetLink', await asOperator(asking, { params }));
    return { body: { token: body.url.split(/[/=#]/u).at(-1), password: newPassword } };
  },
  async changePassword(asking) {
    await setPassword(asking);
    return { body: { current_password: password, new_password: newPassword } };
  },
  getMe: nothing,
  updateMe: () => ({ body: { name: 'New name' } }),
  async deleteMe(asking) {
    await setPassword(asking);
    return { body: { password } };
  },
  exportMe: nothing,
  listApiKeys: nothing,
  createApiKey: () => ({ body: { name: 'script' } }),
  revokeApiKey: ({ world }) => ({ params: { id: world.keyId } }),

  listUsers: nothing,
  getUser: ofBystander,
  updateUser: ({ world }) => ({ params: { id: world.ids.bystander }, body: { role: 'teacher' } }),
  deleteUser: ofBystander,
  makePasswordResetLink: ofBystander,
  listInvitations: nothing,
  createInvitation: () => ({ body: {} }),
  revokeInvitation: async (asking) => ({ params: { id: (await invite(asking)).id } }),

  listCourses: nothing,
  createCourse: () => ({ body: { title: 'New' } }),
  getCourse: ofCourse,
  updateCourse: ({ world }) => ({ params: { id: world.courseId }, body: { title: 'Rivers' } }),
  deleteCourse: ofCourse,
  searchCourse: ({ world }) => ({ params: { id: world.courseId }, query: { q: 'lake' } }),
  getOutline: ofCourse,
  makeJoinCode: ofCourse,
  joinCourse: ({ world }) => ({ body: { code: world.joinCode } }),
  listMembers: ofCourse,
  removeMember: ({ world }) => ({ params: { id: world.courseId, user_id: world.ids.bystander } }),

  listDocuments: ofCourse,
  uploadPdfs: () => ({ body: formOf(['course_title', 'New'], ['files', fakePdf(100), 'a.pdf']) }),
  getDocument: ofDocument,
  deleteDocument: ofDocument,
  getPage: ({ world }) => ({ params: { id: world.documentId, n: 1 } }),
  getFile: ofDocument,
  reprocessDocument: ofDocument,

  listJobs: nothing,
  getJob: ofOpenJob,
  watchJob: ofEndedJob,
  cancelJob: ofOpenJob,
  retryJob: ofEndedJob,

  generateQuestions: ({ world }) => ({ params: { id: world.courseId }, body: { count: 1 } }),
  listQuestions: ofCourse,
  getQuestionStats: nothing,
  getQuestion: ofQuestion,
  updateQuestion: ({ world }) => ({ params: { id: world.questionId }, body: { version: 1, topic: 'lakes' } }),
  deleteQuestion: ofQuestion,
  approveQuestion: ({ world }) => ({ params: { id: world.questionId }, body: {} }),
  rejectQuestion: ({ world }) => ({ params: { id: world.questionId }, body: { reason: 'Too easy' } }),
  regenerateQuestion: ({ world }) => ({ params: { id: world.questionId }, body: {} }),
  listQuestionVersions: ofQuestion,

  createTest: ({ world }) => ({ params: { id: world.courseId }, body: { title: 'New', question_ids: [world.sat.askedQuestionId] } }),
  listTests: ofCourse,
  getTest: ofTest,
  updateTest: ({ world }) => ({ params: { id: world.sat.testId }, body: { version: 1, title: 'Rain and snow' } }),
  deleteTest: ({ world }) => ({ params: { id: world.sat.testId }, query: { with_results: 'true' } }),
  getTestResults: ofTest,
  getTestStatistics: ofTest,
  listReview: ofTest,
  confirmTestGrades: ({ world }) => ({ params: { id: world.sat.testId }, body: {} }),
  regradeTest: ({ world }) => ({ params: { id: world.sat.testId }, query: { preview: 'true' }, body: {} }),
  getRegrade: ofRegrade,
  applyRegrade: ofRegrade,

  startTest: ({ world }) => ({ body: { test_id: world.sat.testId } }),
  submitAnswer: ({ world }) => ({
    body: { attempt_id: world.sat.openAttemptId, question_id: world.sat.askedQuestionId, answer: 'As rain.', answer_version: 0 },
  }),
  listAttempts: nothing,
  getAttempt: ofEndedAttempt,
  getAttemptQuestion: ({ world }) => ({ params: { id: world.sat.openAttemptId, n: 1 } }),
  getAttemptResults: ofEndedAttempt,

  createEvaluation: () => ({ body: { items: [{ question: 'As what does water fall?', answer: 'As rain.' }] } }),
  getEvaluation: ({ world }) => ({ params: { id: world.sat.evaluationId } }),
  getEvaluationStats: nothing,
  overrideGrade: ({ world }) => ({ params: { id: world.sat.gradeId }, body: { earned: 1, reason: 'It falls as snow, too' } }),
  confirmGrade: ({ world }) => ({ params: { id: world.sat.gradeId }, body: {} }),
};
