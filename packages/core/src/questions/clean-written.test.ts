import { expect, it } from 'vitest';
import { cleanWritten } from './clean-written.ts';
import { waterQuestion } from './testing/written-question.ts';

it('what a database cannot keep is taken out of every text', () => {
  const dirt = 'a\u0000\uD83D\u0007b';
  const question = waterQuestion('coding', {
    stem: dirt,
    options: [{ text: dirt, correct: true, reason: dirt }],
    answer: dirt,
    accepted: [dirt],
    rubric: [{ criterion: dirt, points: 1 }],
    starter: dirt,
    explanation: dirt,
    topic: dirt,
    quote: dirt,
  });
  expect(JSON.stringify(cleanWritten(question))).not.toMatch(/\\u|\uFFFD/u);
  expect(cleanWritten(question)).toMatchObject({ stem: 'ab', starter: 'ab', accepted: ['ab'], rubric: [{ criterion: 'ab' }] });
});

it('the lines of a program stay', () => {
  expect(cleanWritten(waterQuestion('coding', { starter: 'if x:\r\n\tprint(x) 🙂\n' })).starter).toBe('if x:\r\n\tprint(x) 🙂\n');
});
