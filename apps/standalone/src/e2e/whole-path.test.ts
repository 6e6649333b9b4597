import type { QuestionBody, RouteAnswer } from '@lectern/contract';
import { queueBackends } from '@lectern/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { injection, injector, planFor } from './testing/class-plan.ts';
import { answeredIn, inCents, scoreByHand, sorted, type Wanted } from './testing/given.ts';
import type { Installation } from './testing/installation.ts';
import { inviteAs, joinStudents, type Person, signUp } from './testing/people.ts';
import { pick, prepareCourse, waitForJob } from './testing/prepare-course.ts';
import { finish, sit, type Sitting } from './testing/sit.ts';
import { startNpmStart } from './testing/start-npm-start.ts';
import { startProduction } from './testing/start-production.ts';

const editions: [string, () => Promise<Installation>][] = [
  ['of `npm start`', startNpmStart],
  ...(queueBackends().includes('redis')
    ? [['with API and worker on Redis', () => startProduction('redis')] as [string, () => Promise<Installation>]]
    : []),
];
const students = 30;
const points: Readonly<Record<string, number>> = { single_choice: 4, multiple_choice: 3, true_false: 1, cloze: 2, short_answer: 6 };
const limitMs = 180_000;

// One course lives through all of it, as in a school.
describe.each(editions)('the whole path, %s', (_edition, start) => {
  let installation: Installation;
  let teacher: Person;
  let course: { id: string; joinCode: string };
  /** Of the test, in its order. The first three are short answers. */
  let questions: QuestionBody[];
  let testId: string;
  let sittings: Sitting[];

  beforeAll(async () => {
    installation = await start();
  }, limitMs);
  afterAll(() => installation.close());

  const questionOf = (id: string): QuestionBody => {
    const found = questions.find((question) => question.id === id);
    if (!found) throw new Error('a question that is not of this test was asked');
    return found;
  };
  const pointsOf = ({ type }: QuestionBody) => points[type] ?? 1;
  const planned = (student: number, id: string): Wanted => planFor(student, questionOf(id), questions.indexOf(questionOf(id)));
  const resultsOf = ({ attemptId }: Sitting, { api }: Person = teacher) => api.call('getAttemptResults', { params: { id: attemptId } });
  const allResults = () => Promise.all(sittings.map((sitting) => resultsOf(sitting)));
  const table = () => teacher.api.call('getTestResults', { params: { id: testId }, query: { limit: 200 } });
  const [isFree, isClosed] = [
    (type: string) => type === 'short_answer',
    ({ type, reasoning_rubric: rubric }: QuestionBody) => type !== 'short_answer' && rubric.length === 0,
  ];

  /** The score that a question has in each attempt, by the attempt's id. */
  async function scoresOf(questionId: string): Promise<Map<string, number | null>> {
    const { items } = await table();
    return new Map(
      items.map(({ attempt_id: id, questions }) => [id, questions.find((one) => one.question_id === questionId)?.score ?? null]),
    );
  }

  it(
    'a teacher makes questions of a PDF, approves them, and has a choice ask for the reasoning beside it',
    { timeout: limitMs },
    async () => {
      const operator = await signUp(installation.url, 'Olga', { setup_token: installation.setupToken });
      teacher = await inviteAs(installation.url, operator, 'teacher', 'Tamar');
      const types = ['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer'] as const;
      const prepared = await prepareCourse(teacher.api, types, 20);
      course = prepared;
      const [free, single] = [pick(prepared.questions, 'short_answer', 3), pick(prepared.questions, 'single_choice', 2)];
      const [asking, ...rest] = [...single, ...pick(prepared.questions, 'multiple_choice', 1)];
      if (!asking) throw new Error('there is no choice');
      const asked = await teacher.api.call('updateQuestion', {
        params: { id: asking.id },
        body: { version: asking.version, reasoning_rubric: [{ criterion: `Says that ${asking.answer}`, points: 2 }] },
      });
      questions = [...free, asked, ...rest, ...pick(prepared.questions, 'true_false', 2), ...pick(prepared.questions, 'cloze', 2)];
      expect(questions).toHaveLength(10);
      for (const { id, version } of questions) {
        const approved = await teacher.api.call('approveQuestion', { params: { id }, body: { version } });
        expect(approved.state).toBe('approved');
      }
    },
  );

  it('thirty students join, sit the test, go back and change an answer', { timeout: limitMs }, async () => {
    const made = await teacher.api.call('createTest', {
      params: { id: course.id },
      body: { title: 'Water', question_ids: questions.map(({ id }) => id), points, pass_percent: 50, time_limit_seconds: 3_600 },
    });
    testId = made.id;
    const people = await joinStudents(installation.url, course.joinCode, students);
    sittings = await Promise.all(
      people.map((person, at) =>
        sit(person, testId, {
          first: ({ id }) => planned(at, id),
          // A few change their mind, and some of those take the answer back.
          changed: ({ id }) => (at % 4 === 0 ? planned(at + 2, id) : planned(at, id)),
        }),
      ),
    );
    expect(new Set(sittings.map(({ attemptId }) => attemptId)).size).toBe(students);
  });

  it('what is sent twice changes nothing, and nobody starts again', async () => {
    const [sitting] = sittings;
    if (!sitting) throw new Error('nobody sat the test');
    expect(await finish(sitting.student, sitting.attemptId)).toMatchObject({ done: true, evaluation_job_id: sitting.jobId });
    await expect(sitting.student.api.call('startTest', { body: { test_id: testId } })).rejects.toMatchObject({ code: 'no_attempts_left' });
  });

  it('each evaluation ends, seen by the student whose it is', { timeout: limitMs }, async () => {
    for (const { student, jobId } of sittings) {
      if (jobId !== null) expect(await waitForJob(student.api, jobId)).toMatchObject({ state: 'succeeded', kind: 'answers.grade' });
    }
    expect(sittings.filter(({ jobId }) => jobId !== null).length).toBeGreaterThan(students / 2);
  });

  it('every acknowledged answer is in the results, for its student and the teacher', { timeout: limitMs }, async () => {
    for (const sitting of sittings) {
      for (const reader of [sitting.student, teacher]) {
        const { questions: answered, state, keys_shown: keysShown } = await resultsOf(sitting, reader);
        expect({ state, keysShown }).toEqual({ state: 'graded', keysShown: true });
        const saved = new Map(answered.map((question) => [question.question_id, answeredIn(question)]));
        expect(saved).toEqual(new Map([...sitting.acknowledged].map(([id, wanted]) => [id, sorted(wanted)])));
      }
    }
  });

  it('objective questions have the points that one works out by hand', async () => {
    const { items, summary } = await table();
    expect(summary).toMatchObject({ students, attempts: students, open: 0, waiting: 0 });
    expect(items).toHaveLength(students);
    for (const sitting of sittings) {
      const row = items.find(({ attempt_id: id }) => id === sitting.attemptId);
      for (const question of questions.filter(isClosed)) {
        const expected = scoreByHand(question, sitting.acknowledged.get(question.id) ?? {}, pointsOf(question));
        const { score, state } = row?.questions.find(({ question_id: id }) => id === question.id) ?? {};
        expect({ stem: question.stem, score, state }).toEqual({ stem: question.stem, score: expected, state: 'final' });
      }
      const sum = row?.questions.reduce((sum, { score }) => sum + (score ?? 0), 0) ?? 0;
      // Totals are exact; what is shown of each question is rounded.
      expect(Math.abs((row?.score ?? 0) - sum)).toBeLessThan(0.05);
    }
  });

  it('free answers have the points of their criteria; equal ones share a grade', async () => {
    const gradeOf = new Map<string, string>();
    for (const { questions: answered } of await allResults()) {
      for (const { type, question_id: id, points, score, grade, answer } of answered.filter(({ type }) => isFree(type))) {
        if (!grade) throw new Error(`an answer of type ${type} has no grade`);
        expect(score).toBe(inCents((points * grade.earned) / grade.possible));
        const met = grade.criteria.filter((criterion) => criterion.met);
        if (grade.source === 'model') expect(grade.earned).toBe(met.reduce((sum, criterion) => sum + criterion.points, 0));
        const key = `${id} ${String(answer ?? '')
          .replaceAll(/\s+/gu, ' ')
          .trim()}`;
        expect(gradeOf.get(key) ?? grade.id, key).toBe(grade.id);
        gradeOf.set(key, grade.id);
      }
    }
    expect(new Set(gradeOf.values()).size).toBe(gradeOf.size);
    const { by_model: byModel, calls } = await teacher.api.call('getEvaluationStats', { query: { course_id: course.id } });
    expect(byModel.shared).toBeGreaterThanOrEqual(byModel.answers - byModel.grades);
    expect(byModel.answers).toBeGreaterThan(byModel.grades);
    expect(calls).toBeLessThanOrEqual(students);
  });

  it('the file for a spreadsheet has a row for each student, with the same scores', async () => {
    const address = new URL(`/api/tests/${testId}/results?format=csv`, installation.url);
    const file = await fetch(address, { headers: { authorization: `Bearer ${teacher.key}` } });
    expect(file.headers.get('content-type')).toContain('text/csv');
    const rows = (await file.text())
      .replace(/^\uFEFF/u, '')
      .split('\r\n')
      .filter(Boolean);
    expect(rows).toHaveLength(1 + students);
    const { items } = await table();
    for (const { user, score } of items) {
      const row = rows.find((line) => line.includes(user.email ?? '?'));
      expect(row?.split(','), user.name).toContain(String(score));
    }
  });

  it('statistics say how each question did', async () => {
    const { attempts, questions: counted } = await teacher.api.call('getTestStatistics', { params: { id: testId } });
    expect(attempts).toBe(students);
    for (const question of questions.filter(isClosed)) {
      const given = sittings.map(({ acknowledged }) => acknowledged.get(question.id) ?? {});
      const share = given.reduce((sum, wanted) => sum + scoreByHand(question, wanted, 1_000), 0) / 1_000 / students;
      const row = counted.find(({ question_id: id }) => id === question.id);
      expect(row?.share_correct, question.stem).toBeCloseTo(share, 2);
      const chosen = question.options.map(({ text }) => ({ text, chosen: given.filter((wanted) => wanted.chosen?.includes(text)).length }));
      expect(row?.options.map(({ text, chosen }) => ({ text, chosen }))).toEqual(chosen);
    }
  });

  it('an answer that tells the grader what to do earns nothing, and waits for the teacher', async () => {
    const { items } = await teacher.api.call('listReview', { params: { id: testId }, query: { state: 'review', limit: 200 } });
    const item = items.find(({ answer }) => answer === injection);
    expect(item).toMatchObject({ state: 'review', answers: 1, question_id: questions[0]?.id, grade: { earned: 0 } });
    expect(item?.grade.flags).not.toEqual([]);
    expect(item?.attempts).toMatchObject([{ attempt_id: sittings[injector]?.attemptId }]);
  });

  it('grades that a teacher confirms are final, but for those to be looked at one by one', async () => {
    const [question] = questions;
    const before = await scoresOf(question?.id ?? '');
    const confirmed = await teacher.api.call('confirmTestGrades', { params: { id: testId }, body: { question_id: question?.id } });
    expect(confirmed.confirmed).toBeGreaterThan(0);
    expect(confirmed.answers).toBeGreaterThan(confirmed.confirmed);
    expect(confirmed.left).toBeGreaterThanOrEqual(1);
    expect(await scoresOf(question?.id ?? '')).toEqual(before);
    const states = (await table()).items.map(({ questions }) => questions.find(({ question_id: id }) => id === question?.id)?.state);
    expect(new Set(states)).toEqual(new Set(['final', 'review']));
  });

  it('a teacher’s word for a grade wins for all who have given that answer, and for nobody else', async () => {
    const [, question] = questions;
    const before = await scoresOf(question?.id ?? '');
    const results = await allResults();
    const gradeIn = ({ questions }: RouteAnswer<'getAttemptResults'>) =>
      questions.find(({ question_id: id }) => id === question?.id)?.grade;
    const counts = Map.groupBy(
      results.filter((result) => gradeIn(result)?.source === 'model'),
      (result) => gradeIn(result)?.id ?? '',
    );
    const [gradeId = '', sharing = []] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
    expect(sharing.length).toBeGreaterThan(1);
    const possible = gradeIn(sharing[0] ?? results[0] ?? never())?.possible ?? 0;
    const earned = possible / 4;
    const decided = await teacher.api.call('overrideGrade', { params: { id: gradeId }, body: { earned, reason: 'Copied from the book' } });
    expect(decided).toMatchObject({ answers: sharing.length, grade: { source: 'teacher', earned, reason: 'Copied from the book' } });
    const ids = new Set(sharing.map(({ id }) => id));
    const expected = [...before].map(([id, score]): [string, number | null] => [
      id,
      ids.has(id) ? inCents((points['short_answer'] ?? 0) / 4) : score,
    ]);
    expect(await scoresOf(question?.id ?? '')).toEqual(new Map(expected));
  });

  it('a corrected key moves exactly whom it should, in a preview first', { timeout: limitMs }, async () => {
    const question = questions.find(({ type, reasoning_rubric: rubric }) => type === 'single_choice' && rubric.length === 0);
    if (!question) throw new Error('there is no choice without reasoning');
    const corrected = await correctKey(teacher, question);
    const before = await scoresOf(question.id);
    const expected = new Map(
      sittings.map((sitting) => [
        sitting.attemptId,
        scoreByHand(corrected, sitting.acknowledged.get(question.id) ?? {}, pointsOf(question)),
      ]),
    );
    const moving = [...expected].filter(([id, score]) => before.get(id) !== score).map(([id]) => id);
    expect(moving.length).toBeGreaterThan(1);
    const started = await teacher.api.call('regradeTest', { params: { id: testId }, query: { preview: 'true' }, body: {} });
    await waitForJob(teacher.api, started.id);
    const preview = await teacher.api.call('getRegrade', { params: { id: started.regrade_id } });
    expect(preview).toMatchObject({ state: 'preview', questions: 1 });
    expect(preview.moved.map((moved) => moved.attempt_id).toSorted()).toEqual(moving.toSorted());
    for (const moved of preview.moved) {
      const [from, to] = [before.get(moved.attempt_id), expected.get(moved.attempt_id)];
      expect(moved.questions).toMatchObject([{ question_id: question.id, from_score: from, to_score: to }]);
      expect(inCents(moved.to_score - moved.from_score)).toBe(inCents((to ?? 0) - (from ?? 0)));
    }
    expect(await scoresOf(question.id)).toEqual(before);
    expect(await teacher.api.call('applyRegrade', { params: { id: started.regrade_id } })).toMatchObject({ state: 'applied' });
    expect(await scoresOf(question.id)).toEqual(expected);
    questions[questions.indexOf(question)] = corrected;
  });

  it('a new rubric has the answers graded anew, and leaves the rest as it is', { timeout: limitMs }, async () => {
    const [first, second, third] = questions;
    const untouched = await Promise.all([first, second].map((question) => scoresOf(question?.id ?? '')));
    const { version } = await teacher.api.call('getQuestion', { params: { id: third?.id ?? '' } });
    const rubric = [
      { criterion: `Says that ${third?.answer}`, points: 3 },
      { criterion: 'Names the number of a student', points: 1 },
    ];
    await teacher.api.call('updateQuestion', { params: { id: third?.id ?? '' }, body: { version, rubric } });
    const started = await teacher.api.call('regradeTest', { params: { id: testId }, body: {} });
    await waitForJob(teacher.api, started.id);
    const regrade = await teacher.api.call('getRegrade', { params: { id: started.regrade_id } });
    expect(regrade).toMatchObject({ state: 'applied', questions: 1 });
    const results = await allResults();
    for (const moved of regrade.moved) expect(results.find(({ id }) => id === moved.attempt_id)?.score).toBe(moved.to_score);
    for (const { questions: answered } of results) {
      const { grade, score } = answered.find(({ question_id: id }) => id === third?.id) ?? {};
      expect(grade?.possible).toBe(4);
      expect(score).toBe(inCents(((points['short_answer'] ?? 0) * (grade?.earned ?? 0)) / 4));
    }
    expect(await Promise.all([first, second].map((question) => scoresOf(question?.id ?? '')))).toEqual(untouched);
    expect(regrade.moved.length).toBeGreaterThan(0);
  });

  it('in the end every objective question still has the points that one works out by hand', async () => {
    const results = await allResults();
    for (const [at, { questions: answered, score }] of results.entries()) {
      for (const { question_id: id, score } of answered.filter(({ question_id: id }) => isClosed(questionOf(id)))) {
        const question = questionOf(id);
        expect(score, question.stem).toBe(scoreByHand(question, sittings[at]?.acknowledged.get(id) ?? {}, pointsOf(question)));
      }
      expect(Math.abs(score - answered.reduce((sum, question) => sum + (question.score ?? 0), 0))).toBeLessThan(0.05);
    }
  });
});

/** Another option is right now. */
async function correctKey({ api }: Person, { id }: QuestionBody): Promise<QuestionBody> {
  const { version, options } = await api.call('getQuestion', { params: { id } });
  const right = options.findIndex(({ correct }) => correct);
  const next = (right + 1) % options.length;
  const changed = options.map(({ text, reason }, at) => ({ text, reason, correct: at === next }));
  return api.call('updateQuestion', { params: { id }, body: { version, options: changed } });
}

function never(): never {
  throw new Error('there are no results');
}
