import type { InjectionFlag } from '@lectern/contract';

/** Characters that nobody sees, but that a model reads. */
const tags = /[\u{E0000}-\u{E007F}]+/gu;
const selectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]+/gu;
const zeroWidth =
  /\u034F|\u061C|\u17B4|\u17B5|\u180B|\u180C|\u180D|[\u00AD\u115F\u1160\u180E\u200B\u2060-\u2064\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/gu;
const joiners = /[\u200C\u200D]/gu;
const directions = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const overrides = /[\u202D\u202E]/u;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** What moves the cursor or colours a terminal, and other controls than the ends of lines. */
// oxlint-disable-next-line no-control-regex
const escapes = /\u001B\[[0-9;?]{0,20}[A-Za-z]|\u009B[0-9;?]{0,20}[A-Za-z]|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;

interface Stripped {
  text: string;
  flags: InjectionFlag[];
}

function flag(excerpt: string): InjectionFlag {
  return { kind: 'hidden_characters', excerpt: excerpt.slice(0, 200) };
}

/** `U+200B U+200C …`. */
function names(found: readonly string[]): string {
  const points = [...found.join('')]
    .slice(0, 16)
    .map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  return points.join(' ');
}

/** What tag characters spell: each is an ASCII character moved by a constant. */
function spelled(tagged: string): string {
  return [...tagged]
    .map((char) => String.fromCodePoint((char.codePointAt(0) ?? 0xe0000) - 0xe0000))
    .join('')
    .replaceAll(/[^\u0020-\u007E]/gu, '');
}

/** Variation selectors in a row spell bytes. */
function bytesOf(selected: string): string {
  const bytes = [...selected].map((char) => {
    const point = char.codePointAt(0) ?? 0;
    return point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00;
  });
  return new TextDecoder().decode(Uint8Array.from(bytes)).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '');
}

/**
 * Takes out what nobody sees. One that a keyboard or a copied page leaves behind is taken out in silence: soft hyphens, a
 * byte order mark, joiners of scripts and emoji that need them stay.
 */
export function stripHidden(original: string): Stripped {
  const flags: InjectionFlag[] = [];
  let text = original.replace(/^\uFEFF/u, '');
  const take = (pattern: RegExp, judge: (found: readonly string[]) => string | undefined) => {
    const found = text.match(pattern);
    if (!found) return;
    const excerpt = judge(found);
    if (excerpt !== undefined) flags.push(flag(excerpt));
    text = text.replaceAll(pattern, '');
  };
  // The flags of England, Scotland and Wales are spelled in tags too.
  text = text.replaceAll(/(\u{1F3F4})[\u{E0061}-\u{E007A}]{3,6}\u{E007F}/gu, '$1');
  take(tags, (found) => `${names(found)}: ${spelled(found.join(''))}`);
  text = text.replaceAll(/([\p{Extended_Pictographic}\d#*])\uFE0F(?![\uFE00-\uFE0F\u{E0100}-\u{E01EF}])/gu, '$1');
  take(selectors, (found) =>
    found.some((run) => run.length > 2) || found.length > 3 ? `${names(found)}: ${bytesOf(found.join(''))}` : undefined,
  );
  take(escapes, (found) => (found.some((one) => one !== '\u0000') ? names(found) : undefined));
  take(zeroWidth, (found) => (found.filter((char) => char !== '\u00AD').length > 1 ? names(found) : undefined));
  take(directions, (found) => (found.some((char) => overrides.test(char)) || !rightToLeft.test(original) ? names(found) : undefined));
  text = text.replaceAll(
    /(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{P}\s])[\u200C\u200D]|[\u200C\u200D](?=[\u200C\u200D])/gu,
    '\u200B',
  );
  take(/\u200B/gu, (found) => (found.length > 1 ? 'U+200C U+200D' : undefined));
  // Joiners that stay have a script that needs them; many of them carry a message.
  if ((text.match(joiners)?.length ?? 0) > text.length / 4) take(joiners, (found) => names(found));
  return { text, flags };
}
