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
    expect(readItems(content, Item)).toEqual({ items, invalid: 0, whole: true, end: 'closed' });
  });

  test.each([
    ['between prose', `Sure [as you wish]: ${json} Anything else?`, 'closed'],
    ['in a fence that never closes', `\`\`\`json\n${json}`, 'closed'],
    ['with its end cut off', json.slice(0, -2), 'between'],
  ])('%s, by its items', (_name, content, end) => {
    expect(readItems(content, Item)).toEqual({ items, invalid: 0, whole: false, end });
  });

  test('as a single item', () => {
    expect(readItems(JSON.stringify(items[0]), Item).items).toEqual([items[0]]);
  });

  test('with one malformed item among good ones', () => {
    const content = `{"items":[${JSON.stringify(items[0])},{"text":oops},${JSON.stringify(items[1])}]}`;
    expect(readItems(content, Item)).toEqual({ items, invalid: 1, whole: false, end: 'closed' });
  });

  test('with null for what may be left out, but not for what may not', () => {
    const content = JSON.stringify({
      items: [
        { ...items[0], note: null },
        { ...items[1], text: null },
      ],
    });
    expect(readItems(content, Item)).toEqual({ items: [items[0]], invalid: 1, whole: true, end: 'closed' });
  });

  test.each(['', 'No.', '{}', '[1, 2]', '{"items": "none"}', 'null', '{"items":[{"text":"cut'])('%j holds nothing', (content) => {
    expect(readItems(content, Item).items).toEqual([]);
  });
});

describe('whatever is wrong with an answer', () => {
  const good = fc.record({
    text: fc.string({ unit: 'grapheme' }),
    options: fc.array(fc.record({ label: fc.string() }), { maxLength: 3 }),
  });
  const bad = fc.constantFrom(
    '{"text":oops}',
    '{"text":"no options"}',
    '{"options":[]}',
    '{}',
    '[1,{"text":"x"}]',
    '{"text":1,"options":[]}',
  );
  /** The text of an element, and the item that it holds, if any. */
  const element = fc.oneof(
    { weight: 2, arbitrary: good.map((item) => ({ json: JSON.stringify(item), item })) },
    { weight: 1, arbitrary: bad.map((json) => ({ json, item: undefined })) },
  );
  const before = fc.constantFrom('{"items":[', '{ "items" : [\n', '```json\n{"items":[', 'Here they are:\n{"topic":"water","items":[');

  test('every valid item that is complete is kept, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), before, fc.nat(), (elements, start, cut) => {
        let text = start;
        const ends = elements.map(({ json }, index) => {
          text += (index === 0 ? '' : ',') + json;
          return text.length;
        });
        text += ']}';
        const length = Math.max(start.length, cut % (text.length + 1));
        const complete = elements.filter((_, index) => (ends[index] ?? 0) <= length);
        const read = readItems(text.slice(0, length), Item);
        expect(read.items).toEqual(complete.flatMap(({ item }) => item ?? []));
        expect(read.invalid).toBe(complete.filter(({ item }) => !item).length);
        expect(read.end === 'closed').toBe(length >= text.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  test('an answer cut within its beginning holds nothing', () => {
    fc.assert(
      fc.property(before, fc.nat(), (start, cut) => {
        expect(readItems(start.slice(0, cut % start.length), Item).items).toEqual([]);
      }),
    );
  });
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
