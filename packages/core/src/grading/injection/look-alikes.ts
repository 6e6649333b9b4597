/** Letters of other alphabets that look like Latin ones. */
const pairs =
  'аa вb еe ѕs іi јj оo рp сc ԁd һh ӏl кk мm нh тt уy хx ԛq ԝw гr пn ґr αa βb εe ηn ιi κk νv οo ρp τt υu χx γy ωw ѵv ɪi ɢg ɴn ᴏo ʀr ᴇe ᴀa ʙb ᴄc ᴅd ꜰf ʜh ᴊj ᴋk ʟl ᴍm ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɡg ıi ƒf ɑa ɩi ꞓc ℓl';
const lookAlike = new Map(pairs.split(' ').map((pair) => [pair.slice(0, -1), pair.slice(-1)]));

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
};

/** One character in its plainest form: small, without accents, of one width. May be several. */
export function plain(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  if (point < 128) return char.toLowerCase();
  // Letters in boxes and of flags, which no normal form knows.
  if (point >= 0x1f1e6 && point <= 0x1f1ff) return String.fromCodePoint(point - 0x1f1e6 + 97);
  if (point >= 0x1f150 && point <= 0x1f169) return String.fromCodePoint(point - 0x1f150 + 97);
  if (point >= 0x1f170 && point <= 0x1f189) return String.fromCodePoint(point - 0x1f170 + 97);
  return char.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** The Latin letter that a letter of another alphabet looks like, or itself. */
export function latin(char: string): string {
  return lookAlike.get(char) ?? char;
}

export function unleet(char: string): string {
  return leet[char] ?? char;
}

export function rot13(char: string): string {
  const code = char.charCodeAt(0);
  return code >= 97 && code <= 122 ? String.fromCharCode(((code - 97 + 13) % 26) + 97) : char;
}
