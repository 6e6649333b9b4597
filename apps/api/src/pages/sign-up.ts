import { limits } from '@lectern/contract';
import { html } from 'hono/html';
import { emailField, field, form, hiddenField, newPasswordField } from './form.ts';
import { type Html, narrowPage } from './page.ts';
import { pathWith } from './path-with.ts';

export interface SignUpSettings {
  edition: 'standalone' | 'production';
  signUp: 'invitation' | 'open' | 'closed';
  /** There is no account, so this makes the first one. */
  first: boolean;
  next: string;
  /** What the address says; `setup`: that the first account is to be made. */
  wanted: { setup: boolean; invitation: string | undefined; code: string | undefined };
}

interface Way {
  lead: Html | string;
  /** What lets somebody in, beside their name, address and password; undefined: nothing does. */
  proof: Html | undefined;
}

/** The ways to an account: the first one, an invitation, a course's join code, or just so. */
export function signUpPage(settings: SignUpSettings): Html {
  const { next, wanted } = settings;
  // Students may join before anybody operates this.
  const first = settings.first && wanted.invitation === undefined && wanted.code === undefined;
  const { lead, proof } = chooseWay({ ...settings, first });
  const fields = () => [
    proof ?? html``,
    field({ name: 'name', label: 'Your name', autocomplete: 'name', maxLength: limits.titleChars }),
    emailField(),
    newPasswordField('Password'),
  ];
  return narrowPage(
    first ? 'Make the first account' : 'Make an account',
    html`<p class="lead">${lead}</p>
      ${proof === undefined ? '' : form({ path: '/api/auth/sign-up', button: 'Make the account', after: { next }, fields: fields() })}
      <p class="below">${first ? '' : html`You have one? <a href="${pathWith('/sign-in', { next })}">Sign in</a>`}</p>`,
  );
}

function chooseWay({ edition, signUp, first, wanted }: SignUpSettings): Way {
  const { setup, invitation, code } = wanted;
  if (first) return { lead: 'It is an operator’s: who has it sees everything, and invites others.', proof: setupField(edition) };
  if (invitation !== undefined) {
    return { lead: 'You were invited. Choose how you sign in from now on.', proof: hiddenField('invitation', invitation) };
  }
  if (code !== undefined && signUp !== 'closed') {
    return { lead: 'With this code you are in the course at once.', proof: joinCodeField(true, code) };
  }
  if (setup) {
    const lead = 'The first account was made already, so the setup token is worth nothing any more. Ask for an invitation.';
    return { lead, proof: undefined };
  }
  switch (signUp) {
    case 'open':
      return { lead: 'For students. Teachers are invited.', proof: joinCodeField(false) };
    case 'invitation':
      return {
        lead: 'By invitation: open the link that you were sent. Students join with the code of their course.',
        proof: joinCodeField(true),
      };
    case 'closed':
      return { lead: 'No new accounts are made here at the moment. Ask whoever operates this installation.', proof: undefined };
  }
}

function setupField(edition: SignUpSettings['edition']): Html {
  const where =
    edition === 'standalone'
      ? html`It is in the file <code>owner-token</code> in the data folder (<code>.lectern</code>); <code>npm start</code> shows where.`
      : 'The API prints it when it starts, as long as there is no account.';
  const label = edition === 'standalone' ? 'Owner’s token' : 'Setup token';
  return field({ name: 'setup_token', label, autocomplete: 'one-time-code', maxLength: 200, hint: where, verbatim: true });
}

function joinCodeField(required: boolean, value?: string): Html {
  return field({
    name: 'join_code',
    label: required ? 'Join code' : 'Join code (if you have one)',
    autocomplete: 'one-time-code',
    maxLength: 200,
    required,
    verbatim: true,
    hint: 'Your teacher has it.',
    ...(value !== undefined && { value }),
  });
}
