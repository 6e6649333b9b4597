import { getOutline, retryJob } from '@lectern/core';
import { queueBackends, waitFor } from '@lectern/testing';
import { serverError, type Fault } from '@lectern/testing/fault-proxy';
import { handoutPdf } from '@lectern/testing/pdf-fixtures';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFaultWorld, type FaultWorld } from '../testing/fault-world.ts';

describe.each(queueBackends())('a provider in trouble, with queue and limits on %s', (backend) => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await createFaultWorld(backend);
  });
  afterEach(() => world.reset());
  afterAll(() => world.close());

  it('while the first provider is down the second one serves, and the job takes no harm', async () => {
    const down = await world.startProxy([{ fault: serverError }]);
    const spare = await world.startProxy();
    await world.serve({
      chat: [
        { name: 'first', url: down.url },
        { name: 'second', url: spare.url },
      ],
    });
    const jobId = await world.generate(world.courseId, { count: 10 });
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', result: { accepted: 10 } });
    const calls = await world.callsOf(jobId);
    expect(calls.filter(({ provider }) => provider === 'first').every(({ errorCode }) => errorCode === 'model_unavailable')).toBe(true);
    expect(calls.some(({ provider, outcome }) => provider === 'second' && outcome === 'ok')).toBe(true);
    expect((await world.tasksOf(jobId)).every(({ failures }) => failures === 0)).toBe(true);
    await world.bank();
  });

  const faults: [string, Fault][] = [
    ['that answers 503', serverError],
    ['that breaks the connection', { kind: 'reset' }],
    ['that never answers', { kind: 'blackhole' }],
    ['that breaks off in the middle of its answer', { kind: 'cut', afterBytes: 200 }],
    ['that answers with a web page', { kind: 'malformed_body' }],
  ];
  it.each(faults)('a call %s is made again, and nothing is lost or there twice', { timeout: 60_000 }, async (_what, fault) => {
    const proxy = await world.startProxy([
      { schema: 'write_questions', times: 1, fault },
      { schema: 'verify_questions', times: 1, fault },
    ]);
    await world.serve({ chat: [{ name: 'only', url: proxy.url }], timeoutMs: 3_000 });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { requested: 5, accepted: 5 } });
    expect(await world.bank()).toHaveLength(5);
    expect(await world.paidTwice(jobId)).toEqual([]);
    const failed = (await world.callsOf(jobId)).filter(({ outcome }) => outcome === 'error');
    expect(failed.map(({ purpose, errorCode }) => [purpose, errorCode])).toEqual([
      ['write_questions', 'model_unavailable'],
      ['verify_questions', 'model_unavailable'],
    ]);
  });

  it(
    'during an outage the job says that it is tried again, leaves the provider alone, and goes on when it is back',
    { timeout: 90_000 },
    async () => {
      let down = true;
      const proxy = await world.startProxy(() => (down ? { fault: serverError } : undefined));
      await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
      const jobId = await world.generate(world.courseId, { count: 10 });
      // Five failures in a row open the breaker.
      await waitFor(() => proxy.records.length === 5, { timeoutMs: 20_000 });
      const waiting = await waitFor(async () => {
        const view = await world.job(jobId);
        return view.waiting?.reason === 'retrying' && { ...view, waiting: view.waiting };
      });
      expect(waiting.state).toBe('running');
      expect(waiting.waiting.at.getTime()).toBeGreaterThan(Date.now() - 1_000);
      expect(proxy.records).toHaveLength(5);
      down = false;
      expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 10 } });
      expect(await world.bank()).toHaveLength(10);
    },
  );

  it.each(['write_questions', 'verify_questions'] as const)(
    'a provider that stays down from %s on ends the job with model_unavailable, and a retry does only what is missing',
    { timeout: 90_000 },
    async (schema) => {
      const proxy = await world.startProxy([{ schema, fault: serverError }]);
      await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
      const jobId = await world.generate(world.courseId);
      expect(await world.ended(jobId)).toMatchObject({ state: 'failed', error: { code: 'model_unavailable' } });
      // Nobody writes more questions while those that are there wait for their verdicts.
      const written = (await world.tasksOf(jobId)).filter(
        ({ stage, round, state }) => stage === 'write' && round === 0 && state === 'done',
      );
      expect(proxy.records.filter(({ status }) => status === 200)).toHaveLength(written.length);
      expect(await world.bank()).toEqual([]);
      proxy.setScript([]);
      await retryJob(world.ctx, { actor: world.actor, id: jobId });
      expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 2, result: { accepted: 5 } });
      expect(await world.bank()).toHaveLength(5);
      expect(await world.paidTwice(jobId)).toEqual([]);
    },
  );

  it('while embeddings are down verdicts are kept, and the questions enter the bank when they are back', { timeout: 60_000 }, async () => {
    const chat = await world.startProxy();
    const embedder = await world.startProxy([{ times: 2, fault: serverError }]);
    await world.serve({ chat: [{ name: 'only', url: chat.url }], embeddingsUrl: embedder.url });
    const jobId = await world.generate(world.courseId);
    expect(await world.ended(jobId)).toMatchObject({ state: 'succeeded', run: 1, result: { accepted: 5 } });
    expect(await world.bank()).toHaveLength(5);
    expect(await world.paidTwice(jobId)).toEqual([]);
  });

  it(
    'a document that is read while the chat model is down can be searched and asked about, and lacks its summaries',
    { timeout: 60_000 },
    async () => {
      const proxy = await world.startProxy([{ fault: serverError }]);
      await world.serve({ chat: [{ name: 'only', url: proxy.url }] });
      const { courseId, jobs } = await world.upload(await handoutPdf({ pages: 3 }));
      expect(await world.ended(jobs[0]?.id ?? '')).toMatchObject({ state: 'succeeded', result: { pages: 3 } });
      const { documents } = await getOutline(world.ctx, { actor: world.actor, courseId });
      expect(documents.flatMap(({ sections }) => sections.map(({ title, summary }) => [title, summary]))).toEqual([
        ['1. Evaporation', null],
        ['2. Clouds and Rain', null],
        ['3. Groundwater', null],
      ]);
    },
  );
});
