import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

const style = `
:root { color-scheme: light dark; --text: #1d2530; --soft: #5b6675; --line: #dfe4ea; --edge: #8793a1; --back: #fff; --code: #f4f6f8; --link: #0b5cad; --on-link: #fff; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6eaf0; --soft: #9aa5b4; --line: #2c3541; --edge: #6b7889; --back: #12171e; --code: #1b222b; --link: #79b8ff; --on-link: #0d1420; --wrong: #ff9a92; }
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
main.narrow { max-width: 27rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
p { margin: .5rem 0; }
.lead { color: var(--soft); font-size: 1.1rem; }
.narrow .lead { font-size: 1rem; }
.brand { margin: 0 0 1.5rem; font-weight: 600; }
.brand a { color: var(--soft); text-decoration: none; }
.brand a:hover { text-decoration: underline; }
a { color: var(--link); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.5rem; margin: .5rem 0; }
dd { margin: 0; color: var(--soft); }
pre { margin: .5rem 0; padding: .8rem 1rem; overflow-x: auto; background: var(--code); border: 1px solid var(--line); border-radius: 6px; }
code { font: .875rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre code { overflow-wrap: normal; }
td:first-child code { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin-top: 1rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:target { background: var(--code); }
form { margin: 1.5rem 0; }
[hidden] { display: none; }
label { display: block; font-weight: 600; }
.field { margin: 0 0 1.1rem; }
.hint, .error { margin: .2rem 0 0; font-size: .9rem; line-height: 1.45; color: var(--soft); }
.error { color: var(--wrong); }
.error:empty, [role=status]:empty { display: none; }
input { display: block; width: 100%; margin-top: .25rem; padding: .55rem .7rem; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: 6px; }
input[aria-invalid] { border-color: var(--wrong); }
button, a.button { display: inline-block; padding: .55rem 1.1rem; font: inherit; font-weight: 600; color: var(--on-link); background: var(--link); border: 1px solid var(--link); border-radius: 6px; text-decoration: none; cursor: pointer; }
.narrow button { width: 100%; }
button:disabled { opacity: .6; cursor: default; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.card { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1.5rem; margin: 1.5rem 0 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 8px; background: var(--code); }
.card p, .card form { margin: 0; overflow-wrap: anywhere; }
.card form button { color: var(--link); background: none; border-color: var(--edge); }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; }
.note { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--code); }
[role=status] { margin: 0 0 1.1rem; color: var(--wrong); }
.below { margin-top: 1.5rem; color: var(--soft); }
@media (max-width: 34rem) { main { padding-top: 1.75rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
`;

/** In one piece, since the hash below is of what stands between the tags, white space included. */
const styleElement = raw(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');
const noMore = `style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** For pages that are only read: their one style, nothing else. */
export const pageHeaders = { 'content-security-policy': `default-src 'none'; ${noMore}` };

/**
 * For pages with forms, which our one script sends to our own API. What was in their address or is in their fields shall be in no
 * cache, and told to nobody that they link to.
 */
export const formPageHeaders = {
  'content-security-policy': `default-src 'none'; script-src 'self'; connect-src 'self'; ${noMore}`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

export const scriptPath = '/pages/forms.js';

export type Html = ReturnType<typeof html>;

/** A page without scripts. */
export function page(title: string, content: Html): Html {
  return document(title, html`<main>${content}</main>`);
}

/** A page whose forms are sent by our script. */
export function formPage(title: string, content: Html): Html {
  return document(
    title,
    html`<main>${content}</main>
      ${script}`,
  );
}

/** A page with one form, and not much else. */
export function narrowPage(title: string, content: Html): Html {
  return document(
    `${title} · Lectern`,
    html`<main class="narrow">
        <p class="brand"><a href="/">Lectern</a></p>
        <h1>${title}</h1>
        ${content}
      </main>
      ${script}`,
  );
}

const script = html`<script type="module" src="${scriptPath}"></script>`;

function document(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
