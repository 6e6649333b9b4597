import { limits } from '@lectern/contract';

const unnamed = 'unnamed.pdf';
/** Control characters, and the marks that turn text around and so make `fdp.exe` look like `exe.pdf`. */
const deceptive = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A client's name for a file, as it is shown and sent back: the last part of a path, one line, at most 255 characters. */
export function cleanFileName(given: string): string {
  const base = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = base.replaceAll(deceptive, '').replaceAll(/\s+/g, ' ').trim();
  if (/^\.*$/.test(name)) return unnamed;
  return shorten(name);
}

/** Keeps the extension, and cuts between characters rather than within one. */
function shorten(name: string): string {
  if (name.length <= limits.fileNameChars) return name;
  const extension = /\.\w{1,8}$/.exec(name)?.[0] ?? '';
  return name.slice(0, limits.fileNameChars - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}
