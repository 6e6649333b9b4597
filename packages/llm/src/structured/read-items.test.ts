import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readItems } from './read-items.ts';

const Item = z.object({ text: z.string(), options: z.array(z.object({ label: z.string() })), note: z.string().optional() });
const items = [
  { text: 'one', options: [{ label: 'a "quoted" } brace' }, { label: '[b]' }] },
  { text: 'two ``` fence \\', options: [] },
];
const json = JSON.stringify({ items });

describe('an answer is understood', () => {
  test.each([
    ['as asked for', json],
    ['as a bare list', JSON.stringify(items)],
    ['under another name', JSON.stringify({ questions: items, count: 2 })],
    ['indented', JSON.stringify({ items }, null, 2)],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence without a language', `\`\`\`\n${json}\n\`\`\`\n`],
    ['in a fence between prose', `Here you are:\n\n\`\`\`json\n${json}\n\`\`\`\n\nShall I go on?`],
    ['after thoughts', `<think>Is {"items":[{"text":"x","options":[]}]} right?</think>\n${json}`],
  ])('%s, as a whole', (_name, content) => {
    expect(readItems(content, Item)).toEqual({ items, invalid: 0, whole: true });
  });

  test.each([
    ['between prose', `Sure [as you wish]: ${json} Anything else?`],
    ['in a fence that never closes', `\`\`\`json\n${json}`],
    ['with its end cut off', json.slice(0, -2)],
  ])('%s, by its items', (_name, content) => {
    expect(readItems(content, Item)).toEqual({ items, invalid: 0, whole: false });
  });

  test('as a single item', () => {
    expect(readItems(JSON.stringify(items[0]), Item).items).toEqual([items[0]]);
  });

  test('with one malformed item among good ones', () => {
    const content = `{"items":[${JSON.stringify(items[0])},{"text":oops},${JSON.stringify(items[1])}]}`;
    expect(readItems(content, Item)).toEqual({ items, invalid: 1, whole: false });
  });

  test('with null for what may be left out, but not for what may not', () => {
    const content = JSON.stringify({
      items: [
        { ...items[0], note: null },
        { ...items[1], text: null },
      ],
    });
    expect(readItems(content, Item)).toEqual({ items: [items[0]], invalid: 1, whole: true });
  });

  test.each(['', 'No.', '{}', '[1, 2]', '{"items": "none"}', 'null', '{"items":[{"text":"cut'])('%j holds nothing', (content) => {
    expect(readItems(content, Item).items).toEqual([]);
  });
});

test('an answer cut at any place gives the first items unchanged, never a half one', () => {
  const anyItem = fc.record({ text: fc.string(), options: fc.array(fc.record({ label: fc.string() }), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(anyItem, { minLength: 1, maxLength: 5 }), fc.nat(), fc.boolean(), (written, cut, indented) => {
      const whole = JSON.stringify({ items: written }, null, indented ? 2 : 0);
      const read = readItems(whole.slice(0, cut % whole.length), Item);
      expect(read.items).toEqual(written.slice(0, read.items.length));
      expect(read.invalid).toBe(0);
    }),
  );
});

test('an answer nested without end is merely useless', () => {
  const deep = 100_000;
  expect(readItems(`${'['.repeat(deep)}null${']'.repeat(deep)}`, Item).items).toEqual([]);
  expect(readItems('[{'.repeat(deep), Item).items).toEqual([]);
});

test('no text whatsoever makes it fail', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.stringMatching(/^[[\]{}",:`\\a1 \n]*$/)), (content) => {
      readItems(content, Item);
    }),
    { numRuns: 500 },
  );
});
