import type { AskedQuestionBody, SubmittedBody } from '@lectern/contract';
import type { z } from 'zod';
import { toGiven, type Wanted } from './given.ts';
import type { Person } from './people.ts';

/** A student's attempt, as it was acknowledged. */
export interface Sitting {
  student: Person;
  attemptId: string;
  /** That grades it; null: nothing had to be graded by a model. */
  jobId: string | null;
  /** By question, the last answer that the API has said it saved. */
  acknowledged: Map<string, Wanted>;
}

/** Sits the whole test: each question once in its order, then the first one again with another answer, and the end. */
export async function sit(
  student: Person,
  testId: string,
  plan: { first: (question: AskedQuestionBody) => Wanted; changed: (question: AskedQuestionBody) => Wanted },
): Promise<Sitting> {
  const { attempt_id: attemptId, question: firstQuestion, total } = await student.api.call('startTest', { body: { test_id: testId } });
  const acknowledged = new Map<string, Wanted>();
  let question: AskedQuestionBody | undefined = firstQuestion;
  let seen = 0;
  while (question) {
    seen += 1;
    const saved: Submitted = await save(student, attemptId, question, plan.first(question));
    acknowledged.set(question.id, plan.first(question));
    question = saved.next?.question;
  }
  if (seen !== total) throw new Error(`${seen} of ${total} questions were asked`);
  const { question: again } = await student.api.call('getAttemptQuestion', { params: { id: attemptId, n: '1' } });
  await save(student, attemptId, again, plan.changed(again));
  acknowledged.set(again.id, plan.changed(again));
  const { evaluation_job_id: jobId } = await finish(student, attemptId);
  return { student, attemptId, jobId: jobId ?? null, acknowledged };
}

type Submitted = z.infer<typeof SubmittedBody>;

export function save(student: Person, attemptId: string, question: AskedQuestionBody, wanted: Wanted): Promise<Submitted> {
  return student.api.call('submitAnswer', {
    body: {
      attempt_id: attemptId,
      question_id: question.id,
      answer: toGiven(question, wanted),
      ...(question.asks_reasoning && { reasoning: wanted.reasoning ?? null }),
      answer_version: question.answer_version,
    },
  });
}

export function finish(student: Person, attemptId: string): Promise<Submitted> {
  return student.api.call('submitAnswer', { body: { attempt_id: attemptId, finish: true } });
}
