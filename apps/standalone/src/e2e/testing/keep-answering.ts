import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedQuestionBody } from '@lectern/contract';
import type { Wanted } from './given.ts';
import type { Person } from './people.ts';
import { finish, save } from './sit.ts';

/** What the API has acknowledged of an attempt, whatever happened to the API meanwhile. */
export interface Kept {
  student: Person;
  attemptId: string;
  jobId: string | null;
  /** By question: the last answer that was acknowledged, and its version. */
  acknowledged: Map<string, { wanted: Wanted; version: number }>;
}

const thinkMs = 20;

/**
 * Answers one question after the other, again and again, until told to hand in. The client sends again what is not acknowledged,
 * which may have been saved all the same. Error: when that, or anything else, is refused.
 */
export async function keepAnswering(student: Person, testId: string, mayGoOn: () => boolean): Promise<Kept> {
  const { attempt_id: attemptId, total } = await student.api.call('startTest', { body: { test_id: testId } });
  const acknowledged: Kept['acknowledged'] = new Map();
  for (let nth = 0; mayGoOn() || nth < total; nth += 1) {
    const params = { id: attemptId, n: String(1 + (nth % total)) };
    const { question } = await student.api.call('getAttemptQuestion', { params });
    const wanted = answerTo(question, student, nth);
    const { answer_version: version = 0 } = await save(student, attemptId, question, wanted);
    acknowledged.set(question.id, { wanted, version });
    await sleep(thinkMs);
  }
  const { evaluation_job_id: jobId = null } = await finish(student, attemptId);
  return { student, attemptId, jobId, acknowledged };
}

/** Another answer than the one before. */
function answerTo({ options, answer }: AskedQuestionBody, { name }: Person, nth: number): Wanted {
  const option = options[(options.findIndex(({ id }) => id === answer) + 1) % Math.max(1, options.length)];
  return option ? { chosen: [option.text] } : { text: `Thought number ${nth} of ${name}` };
}
