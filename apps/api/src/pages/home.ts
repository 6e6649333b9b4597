import { html } from 'hono/html';
import { page } from './page.ts';

/** What this is and how to use it by hand. `origin`: how the reader has reached it, for instance `http://127.0.0.1:3000`. */
export function homePage(origin: string): ReturnType<typeof page> {
  return page(
    'Lectern',
    html`<h1>Lectern</h1>
      <p class="lead">Turns a teacher’s PDFs into questions that cite their page.</p>

      <h2>Where to go</h2>
      <dl>
        <dt><a href="/docs">/docs</a></dt>
        <dd>the API, to read and to try</dd>
        <dt><a href="/openapi.json">/openapi.json</a></dt>
        <dd>the same for programs</dd>
        <dt><a href="/docs/errors">/docs/errors</a></dt>
        <dd>every error code, and what to do about it</dd>
        <dt><a href="/admin/queues">/admin/queues</a></dt>
        <dd>the queues; any user name, the owner’s token as password</dd>
        <dt><a href="/readyz">/readyz</a></dt>
        <dd>whether database, queue and index answer</dd>
      </dl>

      <h2>By hand</h2>
      <p>Every call needs a token. The standalone edition keeps the owner’s in its data folder:</p>
      <pre><code>TOKEN=$(cat \${LECTERN_DATA_DIR:-.lectern}/owner-token)</code></pre>
      <p>Upload a chapter; the answer names a job for each file:</p>
      <pre><code>curl -H "Authorization: Bearer $TOKEN" \\
  -F course_title="Biology" -F files=@chapter.pdf \\
  ${origin}/api/upload-pdfs</code></pre>
      <p>See your jobs, and follow one of them to its end:</p>
      <pre><code>curl -H "Authorization: Bearer $TOKEN" ${origin}/api/jobs
curl -H "Authorization: Bearer $TOKEN" -N ${origin}/api/jobs/<em>ID</em>/events</code></pre>
      <p>Have questions written, and read them:</p>
      <pre><code>curl -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -d '{"count": 10}' \\
  ${origin}/api/courses/<em>COURSE</em>/questions/generate
curl -H "Authorization: Bearer $TOKEN" \\
  ${origin}/api/courses/<em>COURSE</em>/questions</code></pre>`,
  );
}
