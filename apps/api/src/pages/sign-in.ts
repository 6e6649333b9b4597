import { html } from 'hono/html';
import { currentPasswordField, emailField, form } from './form.ts';
import { type Html, narrowPage } from './page.ts';
import { pathWith } from './path-with.ts';

/** `next`: a path on this site to go on to. */
export function signInPage({ next, signedIn }: { next: string; signedIn: boolean }): Html {
  const already = html`<p class="note">You are signed in already: <a href="${next}">go on</a>, or sign in as somebody else.</p>`;
  return narrowPage(
    'Sign in',
    html`${signedIn ? already : ''}
      ${form({ path: '/api/auth/sign-in', button: 'Sign in', after: { next }, fields: [emailField(), currentPasswordField()] })}
      <p class="below">
        <a href="/forgot-password">Forgot your password?</a><br />
        No account yet? <a href="${pathWith('/sign-up', { next })}">Make one</a>
      </p>`,
  );
}
