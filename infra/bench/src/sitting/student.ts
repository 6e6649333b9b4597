import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedQuestionBody, GivenAnswer, RouteAnswer } from '@lectern/contract';
import type { Caller, Timed } from '../school/create-caller.ts';

/** What one student lived through. Times in milliseconds, as the student saw them. */
export interface SatAttempt {
  attemptId: string;
  startMs: number;
  saveMs: number[];
  finishMs: number;
  /** `performance.now()` when the end was acknowledged. */
  finishedAt: number;
  /** By question, what was acknowledged: texts of options, or what was typed. */
  acknowledged: Map<string, string[]>;
  /** What the results said right after the end. */
  first: RouteAnswer<'getAttemptResults'>;
}

type Saved = Timed<RouteAnswer<'submitAnswer'>>;

interface SitOptions {
  testId: string;
  /** Longest pause before an answer; pauses are spread evenly from nothing to that. */
  thinkMs: number;
  /** Makes answers that are mostly this student's own. */
  number: number;
}

/** Starts, answers every question, hands in, and looks at the results at once. Error: whatever the API refuses. */
export async function sitTest({ call }: Caller, { testId, thinkMs, number }: SitOptions): Promise<SatAttempt> {
  const started = await call('startTest', { body: { test_id: testId } });
  const { attempt_id: attemptId } = started.answer;
  const acknowledged = new Map<string, string[]>();
  const saveMs: number[] = [];
  let question: AskedQuestionBody | undefined = started.answer.question;
  while (question) {
    await sleep(Math.random() * thinkMs);
    const { given, words } = answerTo(question, number);
    const { answer, ms } = await save({ call }, attemptId, question, given);
    saveMs.push(ms);
    acknowledged.set(question.id, words);
    question = answer.next?.question;
  }
  const { ms: finishMs } = await call('submitAnswer', { body: { attempt_id: attemptId, finish: true } });
  const finishedAt = performance.now();
  const { answer: first } = await call('getAttemptResults', { params: { id: attemptId } });
  return { attemptId, startMs: started.ms, saveMs, finishMs, finishedAt, acknowledged, first };
}

function save(
  { call }: Caller,
  attemptId: string,
  { id, answer_version: version }: AskedQuestionBody,
  answer: GivenAnswer,
): Promise<Saved> {
  return call('submitAnswer', { body: { attempt_id: attemptId, question_id: id, answer, answer_version: version } });
}

function answerTo({ id, type, options, points }: AskedQuestionBody, number: number): { given: GivenAnswer; words: string[] } {
  if (options.length === 0) {
    const text =
      type === 'cloze'
        ? ['rain', 'Rain', 'sun'][number % 3]
        : `Student ${number} says (${id.slice(-4)}, ${points}) that water falls as rain.`;
    return { given: text ?? '', words: [text ?? ''] };
  }
  const option = options[number % options.length];
  if (!option) return { given: null, words: [] };
  return { given: type === 'multiple_choice' ? [option.id] : option.id, words: [option.text] };
}

/** Acknowledged answers that results do not have, or have otherwise. */
export function countLost({ acknowledged }: SatAttempt, { questions }: RouteAnswer<'getAttemptResults'>): number {
  const answered = new Map(
    questions.map(({ question_id: id, options, answer }) => {
      const chosen = options.filter((option) => option.chosen).map(({ text }) => text);
      return [id, options.length > 0 ? chosen : [answer].flat()];
    }),
  );
  return [...acknowledged].filter(([id, words]) => answered.get(id)?.join('\n') !== words.join('\n')).length;
}
