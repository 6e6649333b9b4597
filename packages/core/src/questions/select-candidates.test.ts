import { QuestionType } from '@lectern/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { givesAway } from './gives-away.ts';
import { isDuplicate, printOf } from './question-print.ts';
import { placeKey, selectCandidates, type Candidate } from './select-candidates.ts';

function optionsOf(count: number, key: number) {
  return Array.from({ length: count }, (_, at) => ({ text: `option ${at}`, correct: at === key, reason: '' }));
}

/** Few words and sentences, so that many are duplicates or tell each other's answer. */
const candidate: fc.Arbitrary<Omit<Candidate, 'id'>> = fc
  .record({
    type: fc.constantFrom(...QuestionType.options),
    stem: fc.array(fc.constantFrom('water', 'rises', 'falls', 'warm', 'rain', 'land', 'snow'), { minLength: 1, maxLength: 5 }),
    answer: fc.constantFrom('air', 'sea', 'snow'),
    quote: fc.constantFrom('It is warm.', 'It is cold.', 'It is wet.', 'It is dry.'),
    vector: fc.option(fc.constantFrom([1, 0], [0, 1], [1, 1], [1, 0, 0])),
    embeddingModel: fc.constantFrom('old', 'new'),
    key: fc.nat({ max: 3 }),
  })
  .map(({ key, stem: words, ...printed }) => {
    const { type, answer } = printed;
    const stem = words.join(' ');
    const options = type === 'true_false' ? optionsOf(2, key % 2) : optionsOf(4, key);
    return {
      question: { type, stem, options, answer, accepted: [answer], rubric: [], language: 'en' },
      print: printOf({ ...printed, stem }),
    };
  });

const anyRoom = fc.record({
  total: fc.nat({ max: 12 }),
  ofType: fc
    .tuple(...QuestionType.options.map(() => fc.nat({ max: 4 })))
    .map((free) => new Map(QuestionType.options.map((type, at) => [type, free[at] ?? 0]))),
});

it('never takes more than there is room for, nor the same question twice, nor two that tell each other’s answer, and loses none', () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 25 }), fc.array(candidate, { maxLength: 10 }), anyRoom, (fresh, known, room) => {
      const candidates = fresh.map((item, at) => ({ ...item, id: `${at}` }));
      const bank = known.map(({ print }) => print);
      const set = known.slice(0, 3).map(({ question }) => question);
      const { accepted, discarded } = selectCandidates({ candidates, bank, set, room, keyPlaces: [] });

      const taken = accepted.flatMap(({ id }) => candidates[Number(id)] ?? []);
      expect(taken.length).toBeLessThanOrEqual(room.total);
      for (const [type, free] of room.ofType)
        expect(taken.filter(({ question }) => question.type === type).length).toBeLessThanOrEqual(free);
      for (const [at, { print, question }] of taken.entries()) {
        const others = taken.slice(0, at);
        expect([...bank, ...others.map((other) => other.print)].some((other) => isDuplicate(print, other))).toBe(false);
        const together = [...set, ...others.map((other) => other.question)];
        expect(together.some((other) => givesAway(question, other) || givesAway(other, question))).toBe(false);
      }
      const ids = [...accepted.map(({ id }) => id), ...discarded.map(({ id }) => id)];
      expect(ids.toSorted()).toEqual(candidates.map(({ id }) => id).toSorted());
      for (const { id } of discarded.filter(({ reason }) => reason === 'surplus')) {
        const type = candidates[Number(id)]?.question.type;
        const full =
          taken.length === room.total || taken.filter(({ question }) => question.type === type).length === room.ofType.get(type ?? 'cloze');
        expect(full).toBe(true);
      }
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
