import { limits } from '@lectern/contract';
import { html } from 'hono/html';
import type { Html } from './page.ts';

interface FormSettings {
  /** Of our API; takes the fields as JSON. */
  path: string;
  /** What the button says. */
  button: string;
  /** Where to go on to once it was taken; or the id of what to show then. */
  after: { next: string } | { done: string };
  fields: Html | Html[];
}

/** A form that `forms.js` sends. The button can be pressed once that is there. */
export function form({ path, button, after, fields }: FormSettings): Html {
  const then = 'next' in after ? html`data-next="${after.next}"` : html`data-done="${after.done}"`;
  return html`<form method="post" novalidate data-path="${path}" ${then}>
      ${fields}
      <p role="status"></p>
      <button type="submit" disabled>${button}</button>
    </form>
    <noscript
      ><p class="note">This form needs JavaScript: allow it for this page, or use the API (<a href="/docs">/docs</a>).</p></noscript
    >`;
}

interface FieldSettings {
  /** As the API calls it. */
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  autocomplete: string;
  required?: boolean;
  minLength?: number;
  maxLength: number;
  hint?: Html | string;
  /** Of a code or a token: no capital at the beginning, no red lines. */
  verbatim?: boolean;
  /** What it holds from the beginning. */
  value?: string;
}

/** A labelled input, with a place for what is wrong with it. */
export function field(settings: FieldSettings): Html {
  const {
    name,
    label,
    type = 'text',
    autocomplete,
    required = true,
    minLength,
    maxLength,
    hint,
    value,
    verbatim = type !== 'text',
  } = settings;
  const described = hint === undefined ? `${name}-error` : `${name}-hint ${name}-error`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      maxlength="${maxLength}"
      aria-describedby="${described}"
      ${required ? html`required` : ''}
      ${minLength === undefined ? '' : html`minlength="${minLength}"`}
      ${value === undefined ? '' : html`value="${value}"`}
      ${verbatim ? html`autocapitalize="none" spellcheck="false"` : ''}
    />
    ${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
    <p class="error" id="${name}-error"></p>
  </div>`;
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

export function emailField(): Html {
  return field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', maxLength: limits.emailChars });
}

export function newPasswordField(label: string): Html {
  return field({
    name: 'password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    minLength: limits.passwordMinChars,
    maxLength: limits.passwordMaxChars,
    hint: `At least ${limits.passwordMinChars} characters, of any kind. Long is what counts: a few words make a good one.`,
  });
}

export function currentPasswordField(): Html {
  return field({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    maxLength: limits.passwordMaxChars,
  });
}
