import { html } from 'hono/html';
import { form } from './form.ts';
import { formPage, type Html } from './page.ts';
import type { Visitor } from './visitor.ts';

export interface HomeSettings {
  /** How the reader has reached it, for instance `http://127.0.0.1:3000`. */
  origin: string;
  edition: 'standalone' | 'production';
  visitor: Visitor;
}

/** What this is, who the reader is here, and how to use it by hand. */
export function homePage({ origin, edition, visitor }: HomeSettings): Html {
  return formPage(
    'Lectern',
    html`<h1>Lectern</h1>
      <p class="lead">Turns a teacher’s PDFs into questions that cite their page.</p>
      <div class="card">${greeting(visitor)}</div>

      <h2>Where to go</h2>
      <dl>
        <dt><a href="/docs">/docs</a></dt>
        <dd>the API, to read and to try</dd>
        <dt><a href="/openapi.json">/openapi.json</a></dt>
        <dd>the same for programs</dd>
        <dt><a href="/docs/errors">/docs/errors</a></dt>
        <dd>every error code, and what to do about it</dd>
        ${
          isOther(visitor)
            ? ''
            : html`<dt><a href="/admin/queues">/admin/queues</a></dt>
                <dd>the queues, for operators</dd>`
        }
        <dt><a href="/readyz">/readyz</a></dt>
        <dd>whether database, queue and index answer</dd>
      </dl>
      ${byHand(origin, edition === 'standalone' && !isOther(visitor))}`,
  );
}

/** Somebody who has neither the queues nor the machine. */
function isOther(visitor: Visitor): boolean {
  return visitor.kind === 'signed_in' && visitor.role !== 'operator';
}

function greeting(visitor: Visitor): Html {
  switch (visitor.kind) {
    case 'signed_in':
      return html`<p>
          You are signed in as <strong>${visitor.name}</strong>${visitor.email === null ? '' : html` (${visitor.email})`}, ${visitor.role}.
          ${isOther(visitor) ? 'Pages for courses and questions are still to come; what there is works through the API.' : ''}
        </p>
        ${form({ path: '/api/auth/sign-out', button: 'Sign out', after: { next: '/' }, fields: html`` })}`;
    case 'first':
      return html`<p>There is no account yet.</p>
        <div class="actions"><a class="button" href="/sign-up?setup=1">Make the first account</a></div>`;
    case 'nobody':
    case 'unknown':
      return html`<p>You are not signed in.</p>
        <div class="actions"><a class="button" href="/sign-in">Sign in</a><a href="/sign-up">Make an account</a></div>`;
  }
}

function byHand(origin: string, withOwnersToken: boolean): Html {
  return html`<h2>By hand</h2>
    <p>Programs sign in for a token, which is good for some minutes:</p>
    <pre><code>TOKEN=$(curl -s -H "Content-Type: application/json" \\
  -d '{"email": "<em>YOU</em>", "password": "<em>PASSWORD</em>"}' \\
  ${origin}/api/auth/token | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')</code></pre>
    ${withOwnersToken ? ownersToken() : ''}
    <p>What runs for longer gets a key of its own, which can be revoked. It is shown this once, and sent like a token:</p>
    <pre><code>curl -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -d '{"name": "my script", "scope": "write"}' \\
  ${origin}/api/api-keys</code></pre>
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
  ${origin}/api/courses/<em>COURSE</em>/questions</code></pre>`;
}

function ownersToken(): Html {
  return html`<p>On the machine itself the owner’s, in the data folder, does as well:</p>
    <pre><code>TOKEN=$(cat \${LECTERN_DATA_DIR:-.lectern}/owner-token)</code></pre>`;
}
