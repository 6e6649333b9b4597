import { QuestionType } from '@lectern/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDuplicate, printOf } from './question-print.ts';
import { placeKey, selectCandidates, type Candidate } from './select-candidates.ts';

function optionsOf(count: number, key: number) {
  return Array.from({ length: count }, (_, at) => ({ text: `option ${at}`, correct: at === key, reason: '' }));
}

/** Few words and sentences, so that many are duplicates. */
const candidate: fc.Arbitrary<Omit<Candidate, 'id'>> = fc
  .record({
    type: fc.constantFrom(...QuestionType.options),
    stem: fc.array(fc.constantFrom('water', 'rises', 'falls', 'warm', 'rain', 'land'), { minLength: 1, maxLength: 5 }),
    answer: fc.constantFrom('air', 'sea', 'snow'),
    quote: fc.constantFrom('It is warm.', 'It is cold.', 'It is wet.', 'It is dry.'),
    vector: fc.option(fc.constantFrom([1, 0], [0, 1], [1, 1], [1, 0, 0])),
    embeddingModel: fc.constantFrom('old', 'new'),
    key: fc.nat({ max: 3 }),
  })
  .map(({ key, stem, ...question }) => ({
    options: question.type === 'true_false' ? optionsOf(2, key % 2) : optionsOf(4, key),
    print: printOf({ ...question, stem: stem.join(' ') }),
  }));

it('never takes more than there is room for, nor the same question twice, and loses none', () => {
  const anyRoom = fc.record({ single_choice: fc.nat({ max: 6 }), true_false: fc.nat({ max: 6 }) });
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 25 }), fc.array(candidate, { maxLength: 10 }), anyRoom, (fresh, known, free) => {
      const candidates = fresh.map((item, at) => ({ ...item, id: `${at}` }));
      const room = new Map(QuestionType.options.map((type) => [type, free[type]]));
      const bank = known.map(({ print }) => print);
      const { accepted, discarded } = selectCandidates(candidates, bank, room, []);

      const prints = accepted.map((taken) => taken.candidate.print);
      for (const type of QuestionType.options) expect(prints.filter((print) => print.type === type).length).toBeLessThanOrEqual(free[type]);
      for (const [at, print] of prints.entries()) {
        expect([...bank, ...prints.slice(0, at)].some((other) => isDuplicate(print, other))).toBe(false);
      }
      const ids = [...accepted.map((taken) => taken.candidate.id), ...discarded.map(({ id }) => id)];
      expect(ids.toSorted()).toEqual(candidates.map(({ id }) => id).toSorted());
      const surplus = discarded.filter(({ reason }) => reason === 'surplus').map(({ id }) => candidates[Number(id)]?.print.type);
      for (const type of surplus) expect(prints.filter((print) => print.type === type)).toHaveLength(type ? free[type] : 0);
    }),
  );
});

it('keys stand at each place equally often, give or take one', () => {
  const anyKeys = fc.integer({ min: 3, max: 6 }).chain((count) => fc.tuple(fc.constant(count), fc.array(fc.nat({ max: count - 1 }))));
  fc.assert(
    fc.property(anyKeys, ([count, keys]) => {
      const places: number[] = [];
      const found = Array.from({ length: count }, () => 0);
      for (const key of keys) {
        const before = optionsOf(count, key);
        const after = placeKey(before, places);
        expect(after.toSorted((a, b) => a.text.localeCompare(b.text))).toEqual(before);
        const place = after.findIndex((option) => option.correct);
        found[place] = (found[place] ?? 0) + 1;
      }
      expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
    }),
  );
});
