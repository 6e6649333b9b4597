const MAX_TITLE = 200;
const UNSEEN = /[\p{Cc}\p{Cs}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/gu;
/** "Rivers . . . . . 12", as in a table of contents. */
const LEADERS = /\s*(?:[.·…_]\s?){3,}\s*[\divxlc]*$/iu;

/** A heading on one line: without dot leaders and the page number behind them, without what nobody sees, at most 200 characters. */
export function cleanTitle(raw: string): string {
  const title = raw.replace(/\s+/gu, ' ').replace(UNSEEN, '').replace(LEADERS, '').trim();
  return shortenTitle(title.replace(/(?<=[^.])[.:]$/u, ''), MAX_TITLE);
}

/** Ends after a whole word, with an ellipsis, where it is too long. */
export function shortenTitle(title: string, most: number): string {
  if (title.length <= most) return title;
  const cut = title.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '');
  return `${cut.replace(/\s+\S*$/u, '')}…`;
}

/** Whether a heading is a line of a table of contents. */
export function hasLeaders(raw: string): boolean {
  return LEADERS.test(raw.trim());
}
