/** A stretch of a text that means something else when decoded. */
export interface Decoded {
  from: number;
  to: number;
  text: string;
}

const base64 = /(?<![\w+/=-])[A-Za-z0-9+/_-]{8,}(?:\s{1,2}[A-Za-z0-9+/_-]{8,}){0,400}={0,2}/gu;
const hex = /(?<![\w])(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,-]?){10,}(?![\w])/giu;
const binary = /(?<!\d)[01]{7,8}(?:[\s,]?[01]{7,8}){5,}(?!\d)/gu;
const decimals = /(?<![\d.])\d{2,3}(?:[\s,;]{1,2}\d{2,3}){7,}(?![\d.])/gu;
const base32 = /(?<![\w])[A-Z2-7]{24,}={0,6}/gu;

function isReadable(text: string): boolean {
  if (text.length < 6) return false;
  const readable = text.match(/[\p{L}\p{N}\p{P}\p{Z}\n]/gu)?.length ?? 0;
  return readable / text.length > 0.9;
}

function fromBytes(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function fromBase32(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const char of text.replaceAll('=', '')) {
    held = ((held << 5) | alphabet.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return fromBytes(bytes);
}

const codes: readonly (readonly [RegExp, (found: string) => string | string[]])[] = [
  [
    base64,
    (found) =>
      [found.replaceAll(/\s/gu, ''), ...found.split(/\s+/u).slice(0, 400)].map((part) => Buffer.from(part, 'base64').toString('utf8')),
  ],
  [hex, (found) => fromBytes((found.replaceAll(/0x|\\x/giu, '').match(/[0-9a-f]{2}/giu) ?? []).map((pair) => Number.parseInt(pair, 16)))],
  [binary, (found) => fromBytes((found.match(/[01]{7,8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)))],
  [decimals, (found) => fromBytes((found.match(/\d+/gu) ?? []).map((code) => Number(code) % 256))],
  [base32, fromBase32],
];

/** What stands in a text in another code and is readable once decoded; codes within codes twice. */
export function decodeParts(text: string, depth = 0): Decoded[] {
  return codes.flatMap(([pattern, decode]) =>
    [...text.matchAll(pattern)].flatMap(({ 0: found, index }) => {
      const decoded = [decode(found)].flat().filter(isReadable).join('\n');
      if (decoded === '') return [];
      const inner = depth === 0 ? decodeParts(decoded, 1).map((part) => part.text) : [];
      return [{ from: index, to: index + found.length, text: [decoded, ...inner].join('\n') }];
    }),
  );
}

/** `&#105;`, `&lt;`, `%69`, `\u0069`, `\x69`. */
export const escapePattern =
  /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|lt|gt|amp|quot|apos|nbsp);?|(?:%[0-9a-f]{2})+|\\u\{?[0-9a-f]{4,6}\}?|\\x[0-9a-f]{2}/giu;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

export function unescapePart(found: string): string {
  if (found.startsWith('%')) return fromBytes((found.match(/[0-9a-f]{2}/giu) ?? []).map((pair) => Number.parseInt(pair, 16))).toLowerCase();
  const named = entities[found.replaceAll(/[&;]/gu, '').toLowerCase()];
  if (named !== undefined) return named;
  const digits = /[0-9a-f]+(?=[;}]?$)/iu.exec(found)?.[0] ?? '';
  const point = Number.parseInt(digits, /^&#\d/u.test(found) ? 10 : 16);
  return point > 0 && point < 0x110000 && !(point >= 0xd800 && point < 0xe000) ? String.fromCodePoint(point).toLowerCase() : '';
}
