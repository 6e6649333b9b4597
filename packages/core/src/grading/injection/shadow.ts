import { latin, plain, rot13, unleet } from './look-alikes.ts';

/** Another form of a text, and for each of its characters where in the text it comes from. */
export interface Shadow {
  text: string;
  from: number[];
  to: number[];
}

class ShadowWriter {
  readonly parts: string[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];

  add(text: string, from: number, to: number): void {
    this.parts.push(text);
    for (let unit = 0; unit < text.length; unit += 1) {
      this.from.push(from);
      this.to.push(to);
    }
  }

  done(): Shadow {
    return { text: this.parts.join(''), from: this.from, to: this.to };
  }
}

/** Small letters without accents; letters that only look Latin are Latin in words that mix alphabets. */
export function foldText(text: string): Shadow {
  const writer = new ShadowWriter();
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}\p{So}]+|[^\p{L}\p{M}\p{N}\p{So}]/gu)) {
    const isMixed = /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);
    let at = index;
    for (const char of word) {
      const folded = plain(char);
      writer.add(
        isMixed || /[\u0131\u0192\u0250-\u02AF\u1D00-\u1D7F\uA730-\uA7FF]/u.test(char) ? latin(folded) : folded,
        at,
        at + char.length,
      );
      at += char.length;
    }
  }
  return writer.done();
}

/** `shadow` with each character changed; positions stay. */
function changed(shadow: Shadow, change: (char: string) => string): Shadow {
  return { ...shadow, text: shadow.text.replaceAll(/[^\n]/g, change) };
}

/** All letters that look Latin, in words made of nothing else too. */
export const toLatin = (shadow: Shadow): Shadow => changed(shadow, latin);
export const toRot13 = (shadow: Shadow): Shadow => changed(shadow, rot13);

/** Digits and signs that stand for letters, in words with letters. */
export function toUnleet(shadow: Shadow): Shadow {
  return {
    ...shadow,
    text: shadow.text.replaceAll(/[a-z0-9@$!|]*[a-z][a-z0-9@$!|]*/gu, (word) =>
      /^[a-z]+[!|]*$/u.test(word) ? word : word.replaceAll(/./gu, unleet),
    ),
  };
}

export function toReversed({ text, from, to }: Shadow): Shadow {
  return { text: text.split('').toReversed().join(''), from: from.toReversed(), to: to.toReversed() };
}

/** Leaves out what `pattern` finds. */
export function without(shadow: Shadow, pattern: RegExp): Shadow {
  return replaced(shadow, pattern, () => '');
}

/** What `pattern` finds stands in another form; it comes from all of what was found. */
export function replaced(shadow: Shadow, pattern: RegExp, by: (found: string) => string): Shadow {
  const { text, from, to } = shadow;
  const writer = new ShadowWriter();
  let end = 0;
  const copy = (until: number) => {
    for (let at = end; at < until; at += 1) writer.add(text[at] ?? '', from[at] ?? 0, to[at] ?? 0);
  };
  for (const found of text.matchAll(pattern)) {
    copy(found.index);
    end = found.index + found[0].length;
    writer.add(by(found[0]), from[found.index] ?? 0, to[end - 1] ?? 0);
  }
  if (end === 0) return shadow;
  copy(text.length);
  return writer.done();
}

const spaced = /(?<![\p{L}\p{N}])\p{L}(?![\p{L}\p{N}])(?:[\s.\-_*·•,|/+]{1,3}\p{L}(?![\p{L}\p{N}])){5,}/gu;

/** Words whose letters stand apart: `i g n o r e`, `i.g.n.o.r.e`. */
export function toClosed(shadow: Shadow): Shadow {
  return replacedByPieces(shadow, spaced);
}

/** Leaves out all but the letters of what `pattern` finds. */
function replacedByPieces(shadow: Shadow, pattern: RegExp): Shadow {
  const { text, from, to } = shadow;
  const writer = new ShadowWriter();
  let end = 0;
  const copy = (until: number, keep: (char: string) => boolean) => {
    for (; end < until; end += 1) {
      const char = text[end] ?? '';
      if (keep(char)) writer.add(char, from[end] ?? 0, to[end] ?? 0);
    }
  };
  for (const { 0: run, index } of text.matchAll(pattern)) {
    copy(index, () => true);
    copy(index + run.length, (char) => /\p{L}/u.test(char));
  }
  if (end === 0) return shadow;
  copy(text.length, () => true);
  return writer.done();
}
