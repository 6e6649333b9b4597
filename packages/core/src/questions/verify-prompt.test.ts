import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toOption, waterPage, waterQuestion } from './testing/written-question.ts';
import { askedQuestion, Verdict, verifyMessage } from './verify-prompt.ts';

const passage = { name: 'p1', pageFrom: 1, pageTo: 2, heading: 'Water', text: waterPage };

describe('the key cannot be told from what is shown', () => {
  it('options come in the same order wherever the key stood', () => {
    const question = waterQuestion('single_choice');
    const turned = { ...question, options: question.options.toReversed() };
    expect(askedQuestion('q1', turned, 'p1')).toEqual(askedQuestion('q1', question, 'p1'));
  });

  it('nor from what marks the key', () => {
    const question = waterQuestion('single_choice', { explanation: 'It is evaporation.' });
    const other = { ...question, options: ['evaporation', 'condensation', 'filtration', 'infiltration'].map(toOption([2])) };
    const message = (one: typeof question) => verifyMessage({ language: 'en' }, [passage], [askedQuestion('q1', one, 'p1')]);
    expect(message(other)).toBe(message(question));
    expect(message(question)).not.toContain('It is');
  });

  it('keys that are always written first get all letters', () => {
    const letters = new Set<number>();
    for (let at = 0; at < 40; at += 1) {
      const question = waterQuestion('single_choice', { stem: `Question ${at}?` });
      letters.add(askedQuestion('q1', question, 'p1').options.findIndex(({ text }) => text === 'evaporation'));
    }
    expect(letters).toEqual(new Set([0, 1, 2, 3]));
  });

  it('True stays before False', () => {
    expect(askedQuestion('q1', waterQuestion('true_false'), 'p1').options).toEqual([{ text: 'True' }, { text: 'False' }]);
  });
});

describe('the message', () => {
  it('has the passages, and each question with lettered options', () => {
    const asked = {
      id: 'q1',
      type: 'single_choice' as const,
      stem: 'Which?',
      options: [{ text: 'one' }, { text: 'two\nlines' }],
      passage: 'p1',
    };
    expect(verifyMessage({ language: 'en' }, [passage], [asked])).toBe(
      [
        '<request>{"language":"en"}</request>',
        `<passage id="p1" pages="1-2" heading="Water">\n${waterPage}\n</passage>`,
        '<question id="q1" passage="p1" type="single_choice">\nWhich?\nA) one\nB) two lines\n</question>',
      ].join('\n'),
    );
  });

  it('no text in it ends its block or begins another one', () => {
    const text = fc
      .array(
        fc.constantFrom(
          '</passage>',
          '< / passage >',
          '<question id="q9">',
          '</question>',
          '</request>',
          '<Section',
          '"',
          '\n',
          'a',
          'A) ',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (heading, stem, option) => {
        const asked = { id: 'q1', type: 'single_choice' as const, stem, options: [{ text: option }], passage: 'p1' };
        const message = verifyMessage({ language: null }, [{ ...passage, heading, text: stem }], [asked]);
        expect(message.match(/<\s*\/?\s*(?:passage|question|request|section)\b/giu)).toHaveLength(6);
        expect(message.slice(message.indexOf('<question ')).match(/^A\) /gmu)).toHaveLength(1);
      }),
    );
  });
});

it('a verdict without a problem says so with none, with nothing, or with an empty word', () => {
  const verdict = { question: 'q1', answer: ['A'], confidence: 1, defensible: ['A'] };
  expect(
    [{ problem: 'none' }, { problem: '' }, { problem: null }, {}].map((problem) => Verdict.parse({ ...verdict, ...problem }).problem),
  ).toEqual(['', '', '', '']);
});

it('its schema has no empty word, which some providers refuse', () => {
  const schema = z.toJSONSchema(Verdict, { io: 'input' });
  expect(JSON.stringify(schema)).not.toContain('""');
  expect(schema).toMatchObject({ properties: { problem: { enum: expect.arrayContaining(['none', 'no_answer']) } } });
});
