/** A stretch of a text; `to` is behind its end. */
export interface Stretch {
  from: number;
  to: number;
}

/** Where sentences and lines of a text end. */
export class Extents {
  private readonly text: string;
  private readonly ends: number[] = [];

  constructor(text: string) {
    this.text = text;
    for (const { 0: border, index } of text.matchAll(/[.!?]+["'”’)\]]*(?=\s|$)|[。！？]+|\n/gu)) this.ends.push(index + border.length);
    if (this.ends.at(-1) !== text.length) this.ends.push(text.length);
  }

  /** The place of the first end at or behind `at`. */
  private placeOf(at: number): number {
    let [low, high] = [0, this.ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The whole sentences that a stretch touches; of a line of a program only its comment, where that is what it touches. */
  sentencesOf({ from, to }: Stretch): Stretch {
    const first = this.placeOf(from + 1);
    const start = first === 0 ? 0 : (this.ends[first - 1] ?? 0);
    const end = this.ends[this.placeOf(Math.max(to, from + 1))] ?? this.text.length;
    const lineEnd = this.text[end - 1] === '\n' ? end - 1 : end;
    return { from: this.commentIn(start, from + 1) ?? start, to: Math.max(lineEnd, to) };
  }

  /** From the sentence where a stretch begins to the next blank line, or the end. */
  blockOf(stretch: Stretch): Stretch {
    const { from, to } = this.sentencesOf(stretch);
    const blank = /\n[^\S\n]*\n/gu;
    blank.lastIndex = to;
    return { from, to: blank.exec(this.text)?.index ?? this.text.length };
  }

  *sentences(): Generator<Stretch> {
    let from = 0;
    for (const to of this.ends) {
      yield { from, to };
      from = to;
    }
  }

  /** Where a comment begins that follows something on its line and stands before `at`. */
  commentIn(start: number, at: number): number | undefined {
    const before = this.text.slice(start, at);
    const marks = [...before.matchAll(/(?<=\S\s*)(?:#|\/\/|\/\*|(?<=[;)\]}] *)--\s)/gu)];
    const mark = marks.at(-1);
    return mark &&
      /[;(){}=:[\]]|^\s{2,}\S|^\s*(?:return|break|continue|pass|else|import|print|yield|raise|throw)\b/u.test(before.slice(0, mark.index))
      ? start + mark.index
      : undefined;
  }
}

/** Overlapping and touching stretches become one, in order. */
export function mergeStretches(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
