import { html } from 'hono/html';
import { emailField, form, hiddenField, newPasswordField } from './form.ts';
import { type Html, narrowPage } from './page.ts';

const back = html`<p class="below"><a href="/sign-in">Back to signing in</a></p>`;

/** `sendsMail`: whether a link can be mailed at all. */
export function forgotPasswordPage({ sendsMail }: { sendsMail: boolean }): Html {
  return narrowPage('Forgot your password?', sendsMail ? askForLink() : askOperator());
}

function askForLink(): Html {
  const path = '/api/auth/forgot-password';
  return html`<p class="lead">You get a link by mail with which you choose a new one.</p>
    ${form({ path, button: 'Send me the link', after: { done: 'sent' }, fields: emailField() })}
    <div class="note" id="sent" tabindex="-1" hidden>
      If there is an account with this address, a mail is on its way. Nothing there after a few minutes? Look among unwanted mail, or ask
      whoever operates this installation.
    </div>
    ${back}`;
}

function askOperator(): Html {
  return html`<p class="lead">This installation sends no mail.</p>
    <p>Ask whoever operates it: an operator can make you a link with which you choose a new password.</p>
    ${back}`;
}

/** `token`: what the link ends with; undefined: it is not whole, or the page was loaded again. */
export function resetPasswordPage({ token }: { token: string | undefined }): Html {
  return narrowPage('Choose a new password', token === undefined ? incomplete() : choosePassword(token));
}

function choosePassword(token: string): Html {
  const path = '/api/auth/reset-password';
  const fields = [hiddenField('token', token), newPasswordField('New password')];
  return html`<p class="lead">Wherever you are signed in, you are signed out by it.</p>
    ${form({ path, button: 'Set the password', after: { done: 'changed' }, fields })}
    <div class="note" id="changed" tabindex="-1" hidden>Your password is changed. <a href="/sign-in">Sign in</a> with it.</div>`;
}

function incomplete(): Html {
  return html`<p class="lead">Something is missing in the address.</p>
    <p>
      Open the link that you were sent once more, whole. If it does not work any more, <a href="/forgot-password">have a new one sent</a>.
    </p>`;
}
