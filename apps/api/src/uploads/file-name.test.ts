import { limits } from '@lectern/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName } from './file-name.ts';

test.each([
  ['chapter 1.pdf', 'chapter 1.pdf'],
  ['Übung – Lösung №3.pdf', 'Übung – Lösung №3.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\notes.pdf', 'notes.pdf'],
  ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie: x.pdf'],
  ['nul\0byte.pdf', 'nulbyte.pdf'],
  ['  two   spaces .pdf ', 'two spaces .pdf'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['..', 'unnamed.pdf'],
  ['x/', 'unnamed.pdf'],
  ['', 'unnamed.pdf'],
])('%j is shown as %j', (given, shown) => {
  expect(cleanFileName(given)).toBe(shown);
});

test('a long name is cut, and keeps its extension', () => {
  const shown = cleanFileName(`${'é'.repeat(400)}.pdf`);
  expect(shown).toHaveLength(limits.fileNameChars);
  expect(shown).toMatch(/é\.pdf$/);
});

test('whatever the client sends, the name is one well-formed line without a path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (given) => {
      const shown = cleanFileName(given);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(limits.fileNameChars);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown).not.toMatch(/[/\\\p{Cc}]/u);
      expect(cleanFileName(shown)).toBe(shown);
    }),
  );
});
