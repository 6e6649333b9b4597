import { createTestDatabase, openTcpLink, queueBackends, type TcpLink, type TestDatabase, waitFor } from '@lectern/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRates, type RatesStore } from './index.ts';

const perMinute = { default: 3, upload: 2, model: 2, poll: 4, sitting: 4, anonymous: 3 };
type TestRates = ReturnType<typeof createRates>;

let database: TestDatabase;
const opened: TestRates[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((rates) => rates.close()));
});
afterAll(() => database.close());

/** Rates as another process would have them, when their store is there. */
async function open(config: RatesStore, onError: (error: Error) => void = () => {}): Promise<TestRates> {
  const rates = createRates(config, perMinute, { onError });
  opened.push(rates);
  if (config.backend === 'redis') await untilShared(rates, config);
  return rates;
}

/** Until what is counted arrives at the store. */
async function untilShared(rates: TestRates, { url, prefix }: { url: string; prefix: string }): Promise<void> {
  const redis = new Redis(url);
  await waitFor(async () => {
    await rates.take('upload', 'probe');
    return (await redis.exists(`${prefix}:rates:upload:probe`)) === 1;
  });
  await redis.del(`${prefix}:rates:upload:probe`);
  redis.disconnect();
}

async function fail(rates: TestRates, attempt: { account: string; address: string }, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect(await rates.beforeSignIn(attempt)).toEqual({ waitMs: 0 });
    await rates.afterSignIn(attempt, false);
  }
}

describe.each(queueBackends())('rates, with the queue on %s', (backend) => {
  let config: RatesStore;

  beforeEach(() => {
    config = database.queue(backend);
  });

  test('allow as many as the class has in a window, of each key for itself', async () => {
    const rates = await open(config);
    const states = [];
    for (let time = 0; time < 5; time += 1) states.push(await rates.take('default', 'ada'));
    expect(states.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
    for (const { limit, windowSeconds, resetMs } of states) {
      expect([limit, windowSeconds]).toEqual([3, 60]);
      expect(resetMs).toBeGreaterThan(50_000);
      expect(resetMs).toBeLessThanOrEqual(60_000);
    }
    expect(await rates.take('default', 'grace')).toMatchObject({ allowed: true, remaining: 2 });
    expect(await rates.take('upload', 'ada')).toMatchObject({ allowed: true, limit: 2 });
  });

  test('forget what is given back', async () => {
    const rates = await open(config);
    for (let time = 0; time < 10; time += 1) {
      expect(await rates.take('anonymous', '2001:db8::1')).toMatchObject({ allowed: true, remaining: 2 });
      await rates.giveBack('anonymous', '2001:db8::2');
    }
  });

  test('let nobody past who asks everything at once', async () => {
    const rates = await open(config);
    const states = await Promise.all(Array.from({ length: 20 }, () => rates.take('default', 'ada')));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(3);
  });

  test('take all addresses of one IPv6 network for one', async () => {
    const rates = await open(config);
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:DB8:0:0:ffff::']) await rates.take('anonymous', address);
    expect(await rates.take('anonymous', '2001:db8::3')).toMatchObject({ allowed: false });
    expect(await rates.take('anonymous', '2001:db8:0:1::1')).toMatchObject({ allowed: true });
  });

  test('allow 30 guesses a minute', async () => {
    const rates = await open(config);
    expect(await rates.take('guess', 'ada')).toMatchObject({ limit: 30, windowSeconds: 60 });
  });

  test('after ten failures an account is closed to that address, and open from elsewhere', async () => {
    const rates = await open(config);
    const attempt = { account: 'ada@example.org', address: '192.0.2.1' };
    await fail(rates, attempt, 10);
    const { waitMs } = await rates.beforeSignIn(attempt);
    expect(waitMs).toBeGreaterThan(14 * 60_000);
    expect(waitMs).toBeLessThanOrEqual(15 * 60_000);
    expect(await rates.beforeSignIn({ ...attempt, address: '192.0.2.2' })).toEqual({ waitMs: 0 });
    expect(await rates.beforeSignIn({ ...attempt, account: 'grace@example.org' })).toEqual({ waitMs: 0 });
  });

  test('a success forgives the failures before it', async () => {
    const rates = await open(config);
    const attempt = { account: 'ada@example.org', address: '192.0.2.1' };
    await fail(rates, attempt, 9);
    await rates.beforeSignIn(attempt);
    await rates.afterSignIn(attempt, true);
    await fail(rates, attempt, 10);
    expect((await rates.beforeSignIn(attempt)).waitMs).toBeGreaterThan(0);
  });

  test('after a hundred failures from everywhere an account is closed for the day, but for where its owner has signed in', async () => {
    const rates = await open(config);
    const home = { account: 'ada@example.org', address: '203.0.113.7' };
    await rates.beforeSignIn(home);
    await rates.afterSignIn(home, true);
    for (let place = 0; place < 10; place += 1) await fail(rates, { account: 'ada@example.org', address: `192.0.2.${place}` }, 10);
    const { waitMs } = await rates.beforeSignIn({ account: 'ada@example.org', address: '198.51.100.1' });
    expect(waitMs).toBeGreaterThan(23 * 3_600_000);
    expect((await rates.beforeSignIn(home)).waitMs).toBe(0);
  });

  test('after 300 failures of many accounts an address is closed to all of them', async () => {
    const rates = await open(config);
    const address = '192.0.2.1';
    for (let person = 0; person < 300; person += 1) await rates.afterSignIn({ account: `${person}@example.org`, address }, false);
    expect((await rates.beforeSignIn({ account: 'ada@example.org', address })).waitMs).toBeGreaterThan(14 * 60_000);
  });

  test('a hundred attempts at once are no more than ten', async () => {
    const rates = await open(config);
    const attempt = { account: 'ada@example.org', address: '192.0.2.1' };
    const waits = await Promise.all(Array.from({ length: 100 }, () => rates.beforeSignIn(attempt)));
    expect(waits.filter(({ waitMs }) => waitMs === 0)).toHaveLength(10);
    for (let time = 0; time < 10; time += 1) await rates.afterSignIn(attempt, true);
    expect(await rates.beforeSignIn(attempt)).toEqual({ waitMs: 0 });
  });
});

describe.runIf(queueBackends().includes('redis'))('rates on Redis', () => {
  let config: Extract<RatesStore, { backend: 'redis' }>;
  let link: TcpLink;

  beforeEach(async () => {
    const queue = database.queue('redis');
    if (queue.backend !== 'redis') throw new Error('no Redis');
    link = await openTcpLink(queue.url);
    config = { ...queue, url: link.url };
  });
  afterEach(() => link.close());

  test('are shared by all processes, but for polls, of which each counts its own', async () => {
    const [one, other] = [await open(config), await open(config)];
    await one.take('default', 'ada');
    await other.take('default', 'ada');
    expect(await one.take('default', 'ada')).toMatchObject({ allowed: true, remaining: 0 });
    expect(await other.take('default', 'ada')).toMatchObject({ allowed: false });
    for (let time = 0; time < 4; time += 1) await one.take('poll', 'ada');
    expect(await one.take('poll', 'ada')).toMatchObject({ allowed: false });
    expect(await other.take('poll', 'ada')).toMatchObject({ allowed: true });
  });

  test('keep no address of a person in the store', async () => {
    const rates = await open(config);
    await rates.afterSignIn({ account: 'ada@example.org', address: '192.0.2.1' }, false);
    const redis = new Redis(config.url);
    const keys = await redis.keys(`${config.prefix}:rates:*`);
    redis.disconnect();
    expect(keys.length).toBe(3);
    expect(keys.join()).not.toContain('ada');
  });

  test.each([
    ['is cut off', () => link.cut()],
    ['falls silent', async () => link.freeze()],
  ])('while the store %s they count here alone, tell it once, and come back', async (_, breakIt) => {
    const onError = vi.fn();
    const [rates, other] = [await open(config, onError), await open(config)];
    for (let time = 0; time < 3; time += 1) await rates.take('default', 'ada');
    await breakIt();
    await rates.take('upload', 'notices');
    const states = [];
    for (let time = 0; time < 4; time += 1) states.push(await rates.take('default', 'grace'));
    expect(states.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
    expect(await rates.beforeSignIn({ account: 'ada@example.org', address: '192.0.2.1' })).toEqual({ waitMs: 0 });
    await waitFor(() => onError.mock.calls.length > 0);
    expect(onError).toHaveBeenCalledTimes(1);
    await link.mend();
    await Promise.all([untilShared(rates, config), untilShared(other, config)]);
    // What the store knew it still knows.
    expect(await other.take('default', 'ada')).toMatchObject({ allowed: false });
    expect(onError).toHaveBeenCalledTimes(1);
  });

  test('without a store at the start they count all the same', async () => {
    await link.cut();
    const onError = vi.fn();
    const rates = createRates(config, perMinute, { onError });
    opened.push(rates);
    for (let time = 0; time < 3; time += 1) await rates.take('default', 'ada');
    expect(await rates.take('default', 'ada')).toMatchObject({ allowed: false });
    await waitFor(() => onError.mock.calls.length === 1);
  });
});
