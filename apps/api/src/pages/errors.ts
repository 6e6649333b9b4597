import { errorCatalog, errorCodes } from '@lectern/contract';
import { html } from 'hono/html';
import { statusByCode } from '../http/problem.ts';
import { page } from './page.ts';

/** Every error code with its status and advice; `type` of a problem points into it. */
export function errorsPage(): ReturnType<typeof page> {
  const rows = errorCodes.map((code) => {
    const { title, advice } = errorCatalog[code];
    return html`<tr id="${code}">
      <td><code>${code}</code></td>
      <td>${statusByCode[code]}</td>
      <td>${title}. ${withCode(advice)}</td>
    </tr>`;
  });
  return page(
    'Errors · Lectern',
    html`<h1>Errors</h1>
      <p class="lead">What <code>code</code> says in a problem, or in the <code>error</code> of a job.</p>
      <table>
        <thead>
          <tr>
            <th>Code</th>
            <th>Status</th>
            <th>What it means</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
  );
}

/** What stands between backticks as code. */
function withCode(text: string): (string | ReturnType<typeof html>)[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}
