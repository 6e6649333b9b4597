import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { takeLock } from './install-lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('two starts at once', () => {
  it('install one after the other, and the second says for whom it waits', async () => {
    const file = join(folder, 'both.lock');
    const waitedFor: number[] = [];
    const order: string[] = [];
    const release = await takeLock(file, () => undefined);
    const second = takeLock(file, (pid: number) => waitedFor.push(pid)).then((releaseSecond) => {
      order.push('second');
      releaseSecond();
    });
    await sleep(800);
    order.push('first');
    release();
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(waitedFor).toEqual([process.pid]);
  });

  it('do not wait for one that was killed', async () => {
    const file = join(folder, 'killed.lock');
    writeFileSync(file, '1');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    const release = await takeLock(file, () => expect.unreachable('nobody holds it'));
    release();
  });
});
