import type { z } from 'zod';
import { type ArrayElements, readElements } from './array-elements.ts';

export interface ReadItems<Item> {
  /** Those that passed the schema, in order. */
  items: Item[];
  invalid: number;
  /** False when the answer was no whole JSON document, and its complete items were picked out of it. */
  whole: boolean;
  /** Whether the list of items was complete, or where it broke off. */
  end: ArrayElements['end'];
}

/** Reads a model's answer: JSON, JSON in a code fence or between prose, or JSON that breaks off. */
export function readItems<Item>(content: string, item: z.ZodType<Item>): ReadItems<Item> {
  const text = content.replace(/^\s*<think>.*?<\/think>/s, '');
  const document = parseJson(text) ?? parseJson(insideFence(text));
  const { values, end } = document === undefined ? salvage(text) : { values: listIn(document, item), end: 'closed' as const };
  const items: Item[] = [];
  for (const value of values) {
    const read = readItem(value, item);
    if (read) items.push(read.item);
  }
  return { items, invalid: values.length - items.length, whole: document !== undefined, end };
}

/** What stands in a Markdown fence; up to the last one, for code in a string may have fences of its own. */
function insideFence(text: string): string {
  return /```\w*\s*\n(?<inside>.*)```/s.exec(text)?.groups?.inside ?? text;
}

/** JSON has no `undefined`, which stands here for no JSON. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Where nobody enforces the schema, models leave the wrapper away or name it as they like. */
function listIn(document: unknown, item: z.ZodType): unknown[] {
  if (Array.isArray(document)) return document;
  if (typeof document !== 'object' || document === null) return [document];
  if ('items' in document && Array.isArray(document.items)) return document.items;
  const lists = Object.values(document).filter(Array.isArray);
  const [only] = lists;
  return only && lists.length === 1 && !readItem(document, item) ? only : [document];
}

/** Each place tried may cost a pass over the text, which a hostile one could fill with beginnings. */
const placesTried = 20;

function salvage(text: string): { values: unknown[]; end: ArrayElements['end'] } {
  const named = /"items"\s*:\s*\[/.exec(text);
  if (named) return parseElements(text, named.index + named[0].length);
  for (const { index } of text.matchAll(/\[\s*\{/g).take(placesTried)) {
    const found = parseElements(text, index + 1);
    if (found.values.length > 0) return found;
  }
  return { values: [], end: 'closed' };
}

function parseElements(text: string, start: number) {
  const { elements, end } = readElements(text, start);
  return { values: elements.map(parseJson), end };
}

/** Strict mode makes models write null for what they leave out; it counts as absent where the schema has no null. */
function readItem<Item>(value: unknown, item: z.ZodType<Item>): { item: Item } | undefined {
  const read = item.safeParse(value);
  if (read.success) return { item: read.data };
  const again = item.safeParse(withoutNulls(value));
  return again.success ? { item: again.data } : undefined;
}

/** Deeper than any schema of ours goes; an answer may nest until the stack overflows. */
const deepest = 50;

function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((part) => withoutNulls(part, depth + 1));
  const present = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(present.map(([name, part]) => [name, withoutNulls(part, depth + 1)]));
}
