import { openTcpLink, type TcpLink, waitFor } from '@lectern/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fakePdf, formOf } from '../testing/forms.ts';
import { readEvents } from '../testing/read-events.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let link: TcpLink;

beforeAll(async () => {
  api = await startTestApi({
    async reachDatabase(url) {
      link = await openTcpLink(url);
      return link.url;
    },
  });
  client = createClient(api.url);
});
afterAll(async () => {
  await api.close();
  await link.cut();
});

test('while the database is away requests are put off, and afterwards they are answered', async () => {
  const { token } = await api.makeUser();
  const { body } = await client.call('uploadPdfs', { token, body: formOf(['course_title', 'Biology'], ['files', fakePdf(), 'a.pdf']) });
  const params = { id: body.jobs[0]?.id ?? '' };
  const events = readEvents(await client.fetch('watchJob', { token, params }));
  await events.next();
  const stored = await api.storedFiles();

  await link.cut();
  const { status, headers, problem } = await client.refuse('listCourses', { token });
  expect([status, problem.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
  const upload = await client.refuse('uploadPdfs', { token, body: formOf(['course_title', 'Lost'], ['files', fakePdf(), 'b.pdf']) });
  expect(upload.problem.code).toBe('unavailable');
  const readiness = await client.fetch('getReadiness');
  expect([readiness.status, await readiness.json()]).toMatchObject([
    503,
    { status: 'not_ready', parts: { database: { state: 'down' }, vectors: { state: 'ok' } } },
  ]);
  expect((await client.call('getHealth')).body).toEqual({ status: 'ok' });

  await link.mend();
  await waitFor(async () => (await client.fetch('getReadiness')).status === 200);
  expect((await client.call('listCourses', { token })).body.items).toMatchObject([{ title: 'Biology' }]);
  expect(stored).toHaveLength(1);
  // Whoever watched is told again of changes, or has lost the stream and comes back.
  await client.call('cancelJob', { token, params });
  const rest = await events.rest();
  expect(rest.length === 0 || rest.at(-1)?.event === 'end').toBe(true);
});
