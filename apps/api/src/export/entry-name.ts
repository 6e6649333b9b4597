const longest = 80;
/** Letters and digits of any language, and what is harmless between them: never a separator, never a device of Windows by itself. */
const others = /[^\p{L}\p{M}\p{N} _()-]+/gu;

/**
 * A part of a path within an archive, from text that people wrote: `<text>-<id>`. The id makes it unlike any other, and keeps
 * it from being empty, `..`, or a name that a system has taken.
 */
export function entryName(text: string, id: string): string {
  const words = text.toWellFormed().normalize('NFC').replaceAll(others, ' ').replaceAll(/\s+/gu, ' ').trim();
  const short = [...words].slice(0, longest).join('').trim();
  return short === '' ? id : `${short}-${id}`;
}
