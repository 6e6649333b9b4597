import { createHash } from 'node:crypto';
import { limits } from '@lectern/contract';
import { waitFor } from '@lectern/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../testing/client.ts';
import { fakePdf, type Field, formOf } from '../testing/forms.ts';
import { openRaw, sendRaw } from '../testing/send-raw.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let client: Client;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  client = createClient(api.url);
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ token } = await api.makeUser());
});

const title: Field = ['course_title', 'Biology'];
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(4_000, 7)]);

/** How much there is on the disk and in the database. */
async function inventory() {
  const [rows] = await api.sql`select (select count(*)::int from files) as files, (select count(*)::int from documents) as documents`;
  return { storedFiles: (await api.storedFiles()).length, files: Number(rows?.['files']), documents: Number(rows?.['documents']) };
}

function upload(...fields: Field[]) {
  return client.call('uploadPdfs', { token, body: formOf(...fields) });
}

describe('an upload', () => {
  test('becomes a course with a document and a job for each file, in their order', async () => {
    const { body } = await upload(
      title,
      ['files', fakePdf(), 'one.pdf'],
      ['files', fakePdf(), 'two.pdf'],
      ['files', fakePdf(), 'three.pdf'],
    );
    expect(body.jobs.map(({ file_name }) => file_name)).toEqual(['one.pdf', 'two.pdf', 'three.pdf']);
    for (const { id, status_url } of body.jobs) {
      expect(status_url).toBe(`/api/jobs/${id}`);
      expect((await client.call('getJob', { token, params: { id } })).body).toMatchObject({
        kind: 'documents.ingest',
        state: 'queued',
        course_id: body.course_id,
      });
    }
    expect((await client.call('getCourse', { token, params: { id: body.course_id } })).body).toMatchObject({
      title: 'Biology',
      document_count: 3,
    });
    const { body: list } = await client.call('listDocuments', { token, params: { id: body.course_id } });
    expect(new Set(list.items.map(({ id }) => id))).toEqual(new Set(body.jobs.map(({ document_id }) => document_id)));
  });

  test('may name its course after the files, and go into one that is there', async () => {
    const { body: first } = await upload(['files', fakePdf(), 'one.pdf'], title);
    const { body: second } = await upload(['files', fakePdf(), 'two.pdf'], ['course_id', first.course_id]);
    expect(second.course_id).toBe(first.course_id);
  });

  test('of the same bytes again is the document that is there', async () => {
    const content = fakePdf();
    const { body: first } = await upload(title, ['files', content, 'one.pdf']);
    const { body: again } = await upload(['course_id', first.course_id], ['files', content, 'copy.pdf']);
    expect(first.jobs).toMatchObject([{ duplicate: false }]);
    expect(again.jobs).toMatchObject([{ duplicate: true, document_id: first.jobs[0]?.document_id }]);
  });

  test('comes back byte for byte, as a download under its own name', async () => {
    const content = fakePdf(300_000);
    const { body } = await upload(title, ['files', content, 'Übung №1 "Zelle".pdf']);
    const params = { id: body.jobs[0]?.document_id ?? '' };
    const response = await client.fetch('getFile', { token, params });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'x-content-type-options': 'nosniff',
      etag: `"${sha256}"`,
    });
    const disposition = response.headers.get('content-disposition');
    expect(disposition).toMatch(/^attachment; filename="/);
    expect(disposition).toContain("filename*=UTF-8''%C3%9Cbung%20%E2%84%961%20%22Zelle%22.pdf");
    const known = await client.fetch('getFile', { token, params, headers: { 'if-none-match': `"${sha256}"` } });
    expect(known.status).toBe(304);
    expect((await client.refuse('getFile', { token: (await api.makeUser()).token, params })).status).toBe(404);
  });

  test('keeps nothing of a path or a trick in a file’s name', async () => {
    const { body } = await upload(title, ['files', fakePdf(), '../../../etc/cron.d/x.pdf'], ['files', fakePdf(), 'C:\\temp\\y.pdf']);
    expect(body.jobs.map(({ file_name }) => file_name)).toEqual(['x.pdf', 'y.pdf']);
  });

  test('of 50 files is taken', async () => {
    const many = Array.from({ length: 50 }, (_, index): Field => ['files', fakePdf(100), `${index}.pdf`]);
    const { body } = await upload(title, ...many);
    expect(body.jobs.map(({ file_name }) => file_name)).toEqual(many.map(([, , name]) => name));
  });

  test('sent twice with one Idempotency-Key is one upload; with other files it is refused', async () => {
    const content = fakePdf();
    const before = await inventory();
    const request = () => ({ token, body: formOf(title, ['files', content, 'one.pdf']), headers: { 'idempotency-key': 'upload-1' } });
    const first = await client.call('uploadPdfs', request());
    const again = await client.call('uploadPdfs', request());
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = { ...request(), body: formOf(title, ['files', fakePdf(), 'one.pdf']) };
    expect((await client.refuse('uploadPdfs', other)).problem.code).toBe('idempotency_mismatch');
    expect(await inventory()).toEqual({ storedFiles: before.storedFiles + 1, files: before.files + 1, documents: before.documents + 1 });
  });

  test('sent ten times at once with one Idempotency-Key is one upload', async () => {
    const content = fakePdf();
    const before = await inventory();
    const request = () => ({ token, body: formOf(title, ['files', content, 'one.pdf']), headers: { 'idempotency-key': 'upload-2' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.fetch('uploadPdfs', request())));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(202);
    expect(statuses.every((status) => status === 202 || status === 409)).toBe(true);
    expect(await inventory()).toEqual({ storedFiles: before.storedFiles + 1, files: before.files + 1, documents: before.documents + 1 });
  });

  test('of the same file twenty times at once is one document', async () => {
    const { body: course } = await client.call('createCourse', { token, body: { title: 'Rush' } });
    const content = fakePdf();
    const uploads = Array.from({ length: 20 }, () => upload(['course_id', course.id], ['files', content, 'same.pdf']));
    const documentIds = (await Promise.all(uploads)).map(({ body }) => body.jobs[0]?.document_id);
    expect(new Set(documentIds).size).toBe(1);
  });
});

describe('a refused upload says why and leaves nothing', () => {
  let before: Awaited<ReturnType<typeof inventory>>;
  beforeEach(async () => {
    before = await inventory();
  });
  async function expectNothingLeft(): Promise<void> {
    expect(await inventory()).toEqual(before);
    expect((await client.call('listCourses', { token })).body.items).toEqual([]);
  }

  const good: Field = ['files', fakePdf(), 'good.pdf'];
  test.each<[string, Field[], number, string, string | undefined]>([
    ['no file', [title], 422, 'no_files', undefined],
    ['an empty form', [], 422, 'no_files', undefined],
    ['no file chosen in a browser', [title, ['files', Buffer.alloc(0), '']], 422, 'no_files', undefined],
    ['zero bytes', [title, good, ['files', Buffer.alloc(0), 'empty.pdf']], 422, 'not_a_pdf', 'files.1'],
    ['a picture named .pdf', [title, good, ['files', png, 'picture.pdf']], 422, 'not_a_pdf', 'files.1'],
    ['content without a name', [title, ['files', fakePdf(), '']], 422, 'invalid_request', 'files.0'],
    [
      '51 files',
      [title, ...Array.from({ length: 51 }, (_, index): Field => ['files', fakePdf(50), `${index}.pdf`])],
      422,
      'too_many_files',
      undefined,
    ],
    ['files in another field', [title, good, ['attachment', fakePdf(), 'a.pdf']], 422, 'invalid_request', 'attachment'],
    ['text in the place of a file', [title, good, ['files', 'hello']], 422, 'invalid_request', 'files'],
    ['no course', [good], 422, 'invalid_request', 'course_title'],
    ['two courses', [title, ['course_id', '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11'], good], 404, 'not_found', undefined],
    ['an unknown course', [['course_id', '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11'], good], 404, 'not_found', undefined],
    ['an unknown course after the files', [good, ['course_id', '0199f1f0-7a8e-7c4e-9c53-3f9a3d2f5b11']], 404, 'not_found', undefined],
    ['a course that is no id', [['course_id', 'biology'], good], 422, 'invalid_request', 'course_id'],
    ['a title of spaces', [['course_title', '  '], good], 422, 'invalid_request', 'course_title'],
    ['a title with a NUL', [['course_title', 'a\0b'], good], 422, 'invalid_request', 'course_title'],
    ['an endless title', [['course_title', 'x'.repeat(100_000)], good], 422, 'invalid_request', 'course_title'],
    ['a title twice', [title, title, good], 422, 'invalid_request', 'course_title'],
    ['a field that is not of the form', [title, ['__proto__', 'x'], good], 422, 'invalid_request', '__proto__'],
    ['a hundred fields', Array.from({ length: 100 }, (_, index): Field => [`field_${index}`, 'x']), 422, 'invalid_request', undefined],
  ])('%s', async (_, fields, status, code, path) => {
    const refused = await client.refuse('uploadPdfs', { token, body: formOf(...fields) });
    expect({ status: refused.status, code: refused.problem.code, path: refused.problem.errors?.[0]?.path }).toEqual({ status, code, path });
    await expectNothingLeft();
  });

  test('the file that is no PDF is named', async () => {
    const { problem } = await client.refuse('uploadPdfs', { token, body: formOf(title, ['files', png, '../photo.pdf']) });
    expect(problem.detail).toMatch(/^photo\.pdf: This is not a PDF\./);
    expect(problem.errors).toEqual([{ path: 'files.0', message: problem.detail }]);
    await expectNothingLeft();
  });

  test('a file above 100 MB', async () => {
    const large = new File([new Uint8Array(fakePdf()), new Uint8Array(limits.pdfBytes)], 'large.pdf');
    const body = formOf(title);
    body.append('files', large);
    const { status, problem } = await client.refuse('uploadPdfs', { token, body });
    expect([status, problem.code, problem.errors?.[0]?.path]).toEqual([413, 'pdf_too_large', 'files.0']);
    await expectNothingLeft();
  });

  test('a course of somebody else', async () => {
    const other = await api.makeUser();
    const { body: course } = await client.call('createCourse', { token: other.token, body: { title: 'Theirs' } });
    const { status, problem } = await client.refuse('uploadPdfs', { token, body: formOf(['course_id', course.id], good) });
    expect([status, problem.code]).toEqual([404, 'not_found']);
    await expectNothingLeft();
  });

  test('something that is no form', async () => {
    const { status, problem } = await client.refuse('uploadPdfs', { token, body: { course_title: 'Biology' } });
    expect([status, problem.code]).toEqual([415, 'unsupported_media_type']);
  });

  function raw(
    body: string | Buffer,
    { contentType = 'multipart/form-data; boundary=XX', length }: { contentType?: string; length?: number } = {},
  ): Buffer {
    const head = [
      'POST /api/upload-pdfs HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      `Authorization: Bearer ${token}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${length ?? Buffer.byteLength(body)}`,
    ];
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
  }
  const filePart = (content: string, fileName = 'a.pdf') =>
    `--XX\r\nContent-Disposition: form-data; name="files"; filename="${fileName}"\r\nContent-Type: application/pdf\r\n\r\n${content}`;
  const titlePart = '--XX\r\nContent-Disposition: form-data; name="course_title"\r\n\r\nBiology\r\n';

  test.each<[string, string, string | undefined]>([
    ['that ends within a file', `${titlePart}${filePart('%PDF-1.7 and then')}`, undefined],
    ['that ends within a header', `${titlePart}--XX\r\nContent-Disposition: form-da`, undefined],
    ['without its last boundary', `${titlePart}${filePart('%PDF-1.7\r\n')}`, undefined],
    [
      'with another boundary than it says',
      `--YY\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--YY--\r\n`,
      undefined,
    ],
    ['that is text', 'hello', undefined],
    ['that is empty', '', undefined],
    ['without a boundary', `${filePart('%PDF-1.7')}\r\n--XX--\r\n`, 'multipart/form-data'],
  ])('a malformed form: one %s', async (_, body, contentType) => {
    const answer = await sendRaw(api.url, raw(body, contentType === undefined ? {} : { contentType }));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"invalid_request"');
    await expectNothingLeft();
  });

  test('a client that hangs up in mid-upload', async () => {
    const socket = await openRaw(
      api.url,
      raw(`${titlePart}${filePart(`%PDF-1.7${'x'.repeat(200_000)}`, 'done.pdf')}\r\n${filePart('%PDF-1.7 half')}`, { length: 9_000_000 }),
    );
    await waitFor(async () => (await api.storedFiles()).length === before.storedFiles + 2);
    socket.destroy();
    await waitFor(async () => (await api.storedFiles()).length === before.storedFiles);
    await expectNothingLeft();
  });
});

test('a large upload does not grow the memory of the process', async () => {
  const { body: course } = await client.call('createCourse', { token, body: { title: 'Large' } });
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  let sent = 0;
  let peak = 0;
  const before = process.memoryUsage().rss;
  const body = new ReadableStream({
    start(controller) {
      const head = `--XX\r\nContent-Disposition: form-data; name="course_id"\r\n\r\n${course.id}\r\n--XX\r\nContent-Disposition: form-data; name="files"; filename="large.pdf"\r\n\r\n%PDF-1.7\n`;
      controller.enqueue(Buffer.from(head));
    },
    pull(controller) {
      peak = Math.max(peak, process.memoryUsage().rss - before);
      sent += 1;
      if (sent <= 95) return controller.enqueue(megabyte);
      controller.enqueue(Buffer.from('\r\n--XX--\r\n'));
      controller.close();
    },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=XX' };
  const response = await fetch(`${api.url}/api/upload-pdfs`, { method: 'POST', headers, body, duplex: 'half' });
  expect(response.status).toBe(202);
  // Client and server are one process here; buffering the file anywhere would take 95 MB.
  expect(peak).toBeLessThan(80 * 1024 * 1024);
});
