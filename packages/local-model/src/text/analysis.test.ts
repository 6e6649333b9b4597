import { beforeAll, describe, expect, test } from 'vitest';
import { germanText } from '../fixtures/texts.ts';
import { analysePassage, type Sentence } from './analysis.ts';
import { cutIntoBlocks } from './blocks.ts';
import { createTagger, type Tagger } from './tagger.ts';

let tagger: Tagger;
beforeAll(() => {
  tagger = createTagger();
});

const read = (text: string) => analysePassage(text, 'en', tagger).sentences;
const sources = (text: string) =>
  read(text)
    .filter(({ fault }) => fault === undefined)
    .map((sentence) => sentence.text);

function parts(sentence: Sentence | undefined): Record<string, unknown> {
  const clause = sentence?.clause;
  if (!clause) return {};
  const at = (range: { from: number; to: number } | undefined) =>
    range &&
    sentence.tokens
      .slice(range.from, range.to)
      .map(({ text }) => text)
      .join(' ');
  return { front: at(clause.front), core: at(clause.core), verb: at(clause.verb), rest: at(clause.rest), plural: clause.plural };
}

describe('lines of a PDF become blocks', () => {
  const text = [
    'Nested loops',
    'A nested loop has one or more loops within the body of another loop. The two',
    'loops are referred to as outer loop and inner loop. It is a decision-',
    'making construct that con-',
    'tains others.',
    'Kind \tExample',
    '• the first item of the list goes on',
    'here',
    '2. another one',
  ].join('\n');

  test('a heading stands alone, wrapped lines are joined, items and table rows are told apart', () => {
    expect(
      cutIntoBlocks(text, (word) => ['decision', 'making', 'contains'].includes(word)).map(({ kind, text: block }) => [kind, block]),
    ).toEqual([
      ['label', 'Nested loops'],
      [
        'prose',
        'A nested loop has one or more loops within the body of another loop. The two loops are referred to as outer loop and inner loop. It is a decision-making construct that contains others.',
      ],
      ['item', 'the first item of the list goes on'],
      ['label', 'here'],
      ['item', 'another one'],
    ]);
  });

  test('every character knows where it came from', () => {
    for (const block of cutIntoBlocks(text)) {
      expect(block.origin).toHaveLength(block.text.length);
      for (const [index, char] of [...block.text].entries()) if (char !== ' ') expect(text[block.origin[index] ?? -1]).toBe(char);
    }
  });

  test('the quote of a sentence is the passage’s own text, line breaks and hyphens included', () => {
    const passage =
      'Osmosis is the diffusion of water across a selec-\ntively permeable membrane in a living cell. It needs\nno energy at all.';
    expect(read(passage)[0]).toMatchObject({
      text: 'Osmosis is the diffusion of water across a selectively permeable membrane in a living cell.',
      quote: 'Osmosis is the diffusion of water across a selec-\ntively permeable membrane in a living cell.',
    });
  });
});

describe('sentences', () => {
  test('end at full stops, not at abbreviations, versions, or dots in code', () => {
    const text =
      'Version 0.9.0 of the tool uses math.sqrt() often. Some animals, e.g. dogs, were tamed by Dr. Smith. int() converts a text to a number.';
    expect(read(text).map((sentence) => sentence.text)).toEqual([
      'Version 0.9.0 of the tool uses math.sqrt() often.',
      'Some animals, e.g. dogs, were tamed by Dr. Smith.',
      'int() converts a text to a number.',
    ]);
  });

  test('what cannot stand alone is no source', () => {
    const text = [
      'The cell wall gives the plant its shape and strength. They are made of cellulose and other things.',
      'As shown above, the wall is thick and strong. Figure 3 shows the wall of a leaf cell.',
      'You can see the wall through a good microscope. Draw the wall of a plant cell.',
      'In this section the wall is treated in detail. Does the wall of the cell let water pass?',
      'See https://example.org for pictures of the wall. counter = 1 while counter <= 10: print(counter).',
    ].join(' ');
    expect(sources(text)).toEqual(['The cell wall gives the plant its shape and strength.']);
  });

  test('an exercise is left out up to the next heading', () => {
    const text =
      'Sum of odd numbers\nWrite a program that reads two numbers.\nThe output shows the sum in one line.\nFor loops\nA for loop iterates over all elements of a container.';
    expect(sources(text)).toEqual(['A for loop iterates over all elements of a container.']);
  });

  test('an opening word that links back is dropped', () => {
    expect(sources('However, programming languages have much in common.')).toEqual(['Programming languages have much in common.']);
  });

  test('neither the cell of a table nor a sentence that leans on another is a source', () => {
    const text = 'Divides x by y and returns the whole result. Ada (1815) has shown how much belongs to that language.';
    expect(sources(text)).toEqual([]);
    const opened = 'In addition to numbers, programming languages have texts of many kinds.';
    expect(sources(opened)).toEqual([opened]);
  });

  test('the language is found without being told', () => {
    expect(analysePassage(germanText, 'en', tagger).language).toBe('de');
    expect(analysePassage('La cellule est l’unité de base de la vie. Chaque cellule possède une membrane.', 'en', tagger).language).toBe(
      'fr',
    );
    expect(
      analysePassage(
        '细胞是生命的基本单位。细胞膜控制物质进出细胞。植物细胞具有细胞壁。线粒体是呼吸作用的主要场所。叶绿体含有叶绿素。细胞核储存遗传物质，也控制细胞的活动。',
        'en',
        tagger,
      ).language,
    ).toBe('zh');
    expect(analysePassage('x = 4', 'en', tagger).language).toBe('en');
  });
});

describe('the main clause', () => {
  test.each([
    [
      'The print() function displays output to the user.',
      { core: 'print() function', verb: 'displays', rest: 'output to the user', plural: false },
    ],
    [
      'In Python, a container can be a range of numbers.',
      { front: 'In Python', core: 'container', verb: 'can be', rest: 'a range of numbers' },
    ],
    ['A shell, also called a terminal, is a program.', { core: 'shell', verb: 'is', rest: 'a program' }],
    ['Computers, on the other hand, understand machine code only.', { core: 'Computers', verb: 'understand', plural: true }],
    ['A for loop iterates over all elements in a container.', { core: 'for loop', verb: 'iterates' }],
    ['The Congress of Vienna changed the map of Europe.', { core: 'Congress of Vienna', verb: 'changed' }],
    ['A variable refers to a value stored in memory.', { core: 'variable', verb: 'refers' }],
  ])('%s', (text, expected) => {
    expect(parts(read(text)[0])).toMatchObject(expected);
  });

  test('a participle after a noun is not taken for the verb', () => {
    expect(parts(read('A plant cell placed in pure water becomes turgid.')[0])['verb']).not.toBe('placed');
  });
});

test('what allows the reader to do something makes it possible for anybody, whatever the label before it', () => {
  const text = 'Indexing using loc[]: loc[] allows you to access data in a table by the labels of its rows. A key lets us find a row.';
  expect(sources(text)).toEqual([
    'loc[] makes it possible to access data in a table by the labels of its rows.',
    'A key makes it possible to find a row.',
  ]);
});
