/**
 * Shows that something is going on: one line, with the seconds counted where there is a terminal.
 * @param {string} text
 */
export function showProgress(text) {
  const out = process.stderr;
  const live = out.isTTY && process.env.TERM !== 'dumb';
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  const draw = () => out.write(`\r${text} (${seconds()} s)`);
  if (!live) out.write(`${text}\n`);
  else draw();
  const timer = live ? setInterval(draw, 1_000) : undefined;

  return {
    /** @param {string} outcome a word for how it went */
    end(outcome) {
      clearInterval(timer);
      out.write(live ? `\r${text}: ${outcome} (${seconds()} s)\n` : `Installation ${outcome} after ${seconds()} s\n`);
    },
  };
}
