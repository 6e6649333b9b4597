// Sends the forms of these pages as JSON to our own API, and says what came of it. What a form does stands in its attributes:
//   data-path   where it is sent (POST)
//   data-next   where to go on to once it was taken
//   data-done   or: id of what to show then, in the form's place
// The names of its fields are those of the API; fields that are left empty and are not required are not sent.

const answerLimitMs = 60_000;
const secretParameters = ['token', 'invitation', 'code'];

hideSecrets();
for (const form of document.querySelectorAll('form[data-path]')) bind(form);

/** What the address says is in the form by now; it shall not stay in the history, nor be read over a shoulder. */
function hideSecrets() {
  const url = new URL(location.href);
  for (const name of secretParameters) url.searchParams.delete(name);
  if (url.href !== location.href) history.replaceState(null, '', url);
}

function bind(form) {
  const button = form.querySelector('button');
  const label = button.textContent;
  const status = form.querySelector('[role=status]');
  let busy = false;

  // Without the script the form could not be sent: only now there is something behind the button.
  button.disabled = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    clearErrors(form);
    status.textContent = '';
    if (!checkFields(form)) return;
    busy = true;
    button.disabled = true;
    button.textContent = form.dataset.waiting ?? 'One moment …';
    const outcome = await send(form);
    button.textContent = label;
    if (outcome.ok) return goOn(form);
    showProblem(form, status, outcome);
    if (outcome.waitSeconds > 0) await countDown(button, outcome.waitSeconds);
    button.textContent = label;
    button.disabled = false;
    busy = false;
    // A disabled button has lost the focus, which must not be left nowhere.
    if (document.activeElement === document.body) button.focus();
  });
}

/** Never throws. */
async function send(form) {
  try {
    const response = await fetch(form.dataset.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(readFields(form)),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    if (response.ok) return { ok: true };
    const problem = await response.json().catch(() => ({}));
    const waitSeconds = response.status === 429 ? secondsOf(response.headers.get('retry-after')) : 0;
    return { ok: false, status: response.status, problem, waitSeconds };
  } catch {
    return { ok: false, status: 0, problem: {}, waitSeconds: 0 };
  }
}

function readFields(form) {
  return Object.fromEntries(fieldsOf(form).flatMap(({ name, value, required }) => (value === '' && !required ? [] : [[name, value]])));
}

function fieldsOf(form) {
  return [...form.elements].filter((element) => element instanceof HTMLInputElement && element.name !== '');
}

/** Says what is wrong with a field in the browser's own words, beside the field. */
function checkFields(form) {
  const wrong = fieldsOf(form).filter((field) => !field.validity.valid);
  for (const field of wrong) showError(field, field.validationMessage);
  wrong[0]?.focus();
  return wrong.length === 0;
}

function showProblem(form, status, { status: code, problem, waitSeconds }) {
  const others = [];
  for (const { path, message } of Array.isArray(problem.errors) ? problem.errors : []) {
    const field = fieldsOf(form).find(({ name, type }) => name === path && type !== 'hidden');
    if (field) showError(field, message);
    else others.push(message);
  }
  status.textContent = [describe(code, problem, waitSeconds), ...others].join(' ');
  form.querySelector('[aria-invalid=true]')?.focus();
}

function describe(code, { detail }, waitSeconds) {
  if (waitSeconds > 0) return `Too many tries. You can try again in ${durationOf(waitSeconds)}.`;
  if (code === 0) return 'The server does not answer. Check your connection, and try again: what you typed is kept.';
  return typeof detail === 'string' ? detail : `That did not work (${code}). Try again in a moment.`;
}

function showError(field, message) {
  const error = document.getElementById(`${field.id}-error`);
  if (error) error.textContent = message;
  field.setAttribute('aria-invalid', 'true');
}

function clearErrors(form) {
  for (const field of fieldsOf(form)) {
    field.removeAttribute('aria-invalid');
    const error = document.getElementById(`${field.id}-error`);
    if (error) error.textContent = '';
  }
}

/** On the button, where nobody is read every second to. */
async function countDown(button, seconds) {
  const until = Date.now() + seconds * 1_000;
  for (let left = seconds; left > 0; left = Math.ceil((until - Date.now()) / 1_000)) {
    button.textContent = `Wait ${durationOf(left)}`;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function secondsOf(retryAfter) {
  const seconds = Number(retryAfter);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 60;
}

function durationOf(seconds) {
  if (seconds <= 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function goOn(form) {
  const { next, done } = form.dataset;
  // Replaced: going back would show a form that is done.
  if (next !== undefined) return location.replace(next);
  const shown = document.getElementById(done);
  form.hidden = true;
  shown.hidden = false;
  shown.focus();
}
