/** What goes wrong outside of our hands, and what to do; the first pattern that is found in the output counts. */
const known = [
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|dns error|error sending request/iu,
    line: 'There is no network, or the package registry does not answer. Installing needs it once; later starts do not. Try again when it is back.',
  },
  { pattern: /ENOSPC|no space left/iu, line: 'There is no room left on the disk: installing takes about one gigabyte.' },
  { pattern: /spawn npx ENOENT/u, line: 'The program npx is missing: install npm, which comes with Node from https://nodejs.org.' },
];
const shownLines = 40;

/**
 * One line for a known reason, otherwise what the installer printed last.
 * @param {string} output
 */
export function explainFailure(output) {
  const reason = known.find(({ pattern }) => pattern.test(output));
  if (reason) return reason.line;
  const end = output.trimEnd().split('\n').slice(-shownLines).join('\n');
  return `${end}\n\nThe packages could not be installed; the reason should be in the lines above.`;
}
