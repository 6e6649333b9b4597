import { questions } from '@lectern/db';
import { queueBackends } from '@lectern/testing';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { asked, createFaultWorld, type FaultWorld } from '../testing/fault-world.ts';
import { startBabbler } from '../testing/start-babbler.ts';

describe.each(queueBackends())('a model that answers badly, with queue and limits on %s', (backend) => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await createFaultWorld(backend);
  });
  afterEach(() => world.reset());
  afterAll(() => world.close());

  it('of an answer that breaks off, what is whole is kept and only the rest asked again, once', async () => {
    const proxy = await world.startProxy([{ schema: 'write_questions', times: 1, fault: { kind: 'malformed_content' } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 5 } });
    expect(await world.bank()).toHaveLength(5);
    const calls = (await world.callsOf(jobId)).filter(({ purpose }) => purpose === 'write_questions');
    // Both calls are one task's: what was kept did not have to be written again.
    const [first, second, ...others] = calls.filter(({ taskId }) => taskId === calls[0]?.taskId);
    expect(first).toMatchObject({ outcome: 'salvaged', lostItems: 1 });
    expect(first?.salvagedItems).toBeGreaterThanOrEqual(1);
    expect(second).toMatchObject({ outcome: 'ok', salvagedItems: 0, lostItems: 0 });
    expect(others).toEqual([]);
  });

  it('questions that a model left out are written in another round', async () => {
    const proxy = await world.startProxy([{ schema: 'write_questions', times: 1, fault: { kind: 'too_few_items', keep: 2 } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 5 } });
    expect(await world.bank()).toHaveLength(5);
    expect((await world.tasksOf(jobId)).some(({ round }) => round === 1)).toBe(true);
  });

  it('questions whose verdict a model left out are shown as what they are: checked by the code alone', async () => {
    const proxy = await world.startProxy([{ schema: 'verify_questions', times: 1, fault: { kind: 'too_few_items', keep: 2 } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 5 } });
    const unchecked = (await world.bank()).filter(({ verification }) => verification.state === 'code_checked');
    expect(unchecked.length).toBeGreaterThanOrEqual(1);
    expect(unchecked.length).toBeLessThanOrEqual(3);
  });

  it('no question without evidence enters the bank, how many there were is told, and honest answers fill up', async () => {
    const proxy = await world.startProxy([{ schema: 'write_questions', times: 1, fault: { kind: 'wrong_evidence' } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId);
    const withoutEvidence = { reason: 'no_evidence', count: expect.any(Number) };
    expect(await world.ended(jobId)).toMatchObject({
      state: 'succeeded',
      result: { accepted: 5, rejected: expect.arrayContaining([withoutEvidence]) },
    });
    expect(await world.bank()).toHaveLength(5);
    const first = (await world.tasksOf(jobId)).find(({ stage }) => stage === 'write');
    const ofFirst = await world.ctx.db
      .select({ reason: questions.discardReason })
      .from(questions)
      .where(eq(questions.taskId, first?.id ?? ''));
    expect(ofFirst.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ofFirst.map(({ reason }) => reason))).toEqual(new Set(['no_evidence']));
  });

  it('a model that never gives evidence ends the job without a question, after a bounded number of calls', async () => {
    const proxy = await world.startProxy([{ schema: 'write_questions', fault: { kind: 'wrong_evidence' } }]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'no_questions_accepted' } });
    expect(await world.bank()).toEqual([]);
    const written = await world.ctx.db.select({ reason: questions.discardReason }).from(questions).where(eq(questions.jobId, jobId));
    expect(new Set(written.map(({ reason }) => reason))).toEqual(new Set(['no_evidence']));
    // Three rounds.
    expect(asked(proxy, 'write_questions').length).toBeLessThanOrEqual(6);
    expect(asked(proxy, 'verify_questions')).toEqual([]);
  });

  it('a model that babbles for ever ends the job with model_unusable_output', { timeout: 60_000 }, async () => {
    const model = await world.startProxy();
    const babbler = await startBabbler(model.url);
    onTestFinished(() => babbler.close());
    babbler.babble();
    await world.serve({ chat: [{ name: 'only', url: babbler.url }] });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'model_unusable_output' } });
    expect(await world.bank()).toEqual([]);
  });

  it('a model that begins to babble leaves what it did before, and the job says why the rest is missing', { timeout: 90_000 }, async () => {
    const proxy = await world.startProxy([{ schema: 'write_questions', times: 2, fault: { kind: 'too_few_items', keep: 3 } }]);
    const babbler = await startBabbler(proxy.url);
    onTestFinished(() => babbler.close());
    await world.serve({ chat: [{ name: 'only', url: babbler.url }] });
    const jobId = await world.generate(world.courseId, { count: 10 });
    await expect.poll(() => asked(proxy, 'verify_questions').length, { timeout: 20_000 }).toBe(1);
    babbler.babble();
    const ended = await world.ended(jobId);
    const { length } = await world.bank();
    expect(length).toBeGreaterThanOrEqual(1);
    expect(ended).toMatchObject({
      state: 'succeeded',
      result: { requested: 10, accepted: length, shortfall: { missing: 10 - length, reason: 'model_unusable_output' } },
    });
  });
});
