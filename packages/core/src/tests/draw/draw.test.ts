import type { BlueprintPart, Difficulty, QuestionType, Track } from '@lectern/contract';
import { expect, it } from 'vitest';
import type { Candidate } from './candidate.ts';
import { type Drawn, drawQuestions, type DrawRules, findShortages, type Selection } from './draw-questions.ts';
import { createShuffle } from './shuffle.ts';

const types: readonly QuestionType[] = ['single_choice', 'multiple_choice', 'true_false', 'cloze', 'short_answer', 'coding'];
const difficulties: readonly Difficulty[] = ['easy', 'medium', 'hard'];
const optionsOf: Partial<Record<QuestionType, number>> = { single_choice: 4, multiple_choice: 5, true_false: 2 };

function candidate(id: string, type: QuestionType, over: Partial<Candidate> = {}): Candidate {
  return { id, type, difficulty: 'easy', topic: 'water', options: optionsOf[type] ?? 0, ...over };
}

/** Whatever a test may be, by a number. */
function anything(seed: number): { pick: <T>(items: readonly T[], otherwise: T) => T; below: (limit: number) => number } {
  const numbers = createShuffle(String(seed), 'test');
  const below = (limit: number) => numbers(Array.from({ length: limit }, (_, at) => at))[0] ?? 0;
  return { below, pick: (items, otherwise) => items[below(items.length)] ?? otherwise };
}

function bank(seed: number, size: number, kinds = { types, difficulties }): Candidate[] {
  const { pick } = anything(seed);
  return Array.from({ length: size }, (_, at) =>
    candidate(`q${String(at).padStart(3, '0')}`, pick(kinds.types, 'cloze'), {
      difficulty: pick(kinds.difficulties, 'easy'),
      topic: pick(['Rain and snow', 'rivers', 'RAINBOWS', 'ice'], ''),
    }),
  );
}

function rulesOf(selection: Selection, over: Partial<DrawRules> = {}): DrawRules {
  return { selection, track: 'general', shuffleQuestions: true, shuffleOptions: true, points: {}, ...over };
}

const idsOf = (drawn: readonly Drawn<Candidate>[]) => drawn.map(({ candidate: { id } }) => id);
const typesOf = (drawn: readonly Drawn<Candidate>[]) => drawn.map(({ candidate: { type } }) => type);

/** The most that parts can get, by trying every way to share out what is there. */
function mostOf(parts: readonly BlueprintPart[], candidates: readonly Candidate[]): number {
  const [first, ...rest] = candidates;
  if (!first) return 0;
  const given = parts.flatMap((part, at) => {
    const fits =
      (part.type ?? first.type) === first.type &&
      (part.difficulty ?? first.difficulty) === first.difficulty &&
      first.topic.toLowerCase().includes((part.topic ?? '').toLowerCase());
    const left = parts.map((other, index) => (index === at ? { ...other, count: other.count - 1 } : other));
    return fits && part.count > 0 ? [1 + mostOf(left, rest)] : [];
  });
  return Math.max(mostOf(parts, rest), ...given);
}

it('whatever is drawn: the same seed draws the same, in whichever order the bank is read; nothing twice; all options once', () => {
  for (let seed = 0; seed < 150; seed += 1) {
    const { below, pick } = anything(seed);
    const candidates = bank(seed, 1 + below(40));
    const questionIds = createShuffle(String(seed), 'chosen')(candidates.map(({ id }) => id)).slice(0, 1 + below(10));
    const parts: BlueprintPart[] = [{ count: 1 + below(5) }, { count: 1 + below(3), type: pick(types, 'cloze') }];
    const selection = pick<Selection>(
      [
        { kind: 'questions', questionIds },
        { kind: 'blueprint', parts },
        { kind: 'practice', count: 1 + below(20) },
      ],
      { kind: 'blueprint', parts },
    );
    const rules = rulesOf(selection, {
      shuffleQuestions: pick([true, false], true),
      track: pick<Track>(['developer', 'general'], 'general'),
    });
    const drawn = drawQuestions(`seed ${seed}`, rules, candidates);
    expect(drawQuestions(`seed ${seed}`, rules, candidates.toReversed())).toEqual(drawn);
    expect(new Set(idsOf(drawn)).size).toBe(drawn.length);
    for (const { candidate: asked, optionOrder } of drawn) {
      expect(optionOrder.toSorted((a, b) => a - b)).toEqual(Array.from({ length: asked.options }, (_, at) => at));
    }
    if (selection.kind === 'questions') expect(idsOf(drawn).toSorted()).toEqual(questionIds.toSorted());
    if (selection.kind === 'practice') expect(drawn).toHaveLength(Math.min(selection.count, candidates.length));
  }
});

it('parts that want the same questions get as many as there can be, in whichever order they are named', () => {
  // Few kinds, so that most questions fit several parts.
  const kinds = { types: types.slice(0, 2), difficulties: difficulties.slice(0, 2) };
  for (let seed = 0; seed < 300; seed += 1) {
    const { below, pick } = anything(seed);
    const candidates = bank(seed, 3 + below(5), kinds);
    const parts = Array.from({ length: 2 + below(2) }, (): BlueprintPart => {
      const [type, difficulty] = [pick([undefined, ...kinds.types], undefined), pick([undefined, ...kinds.difficulties], undefined)];
      const topic = pick([undefined, 'rain', 'ICE'], undefined);
      return { count: 1 + below(3), ...(type && { type }), ...(difficulty && { difficulty }), ...(topic && { topic }) };
    });
    const most = mostOf(parts, candidates);
    const wanted = parts.reduce((sum, { count }) => sum + count, 0);
    expect(drawQuestions(String(seed), rulesOf({ kind: 'blueprint', parts }), candidates)).toHaveLength(most);
    const short = findShortages(parts, 'general', candidates);
    expect(short.reduce((sum, { part, found }) => sum + part.count - found, 0)).toBe(wanted - most);
  }
});

it('a part gives up what another one needs', () => {
  const candidates = [
    candidate('a', 'cloze', { difficulty: 'hard' }),
    candidate('b', 'cloze'),
    candidate('c', 'coding', { difficulty: 'hard' }),
  ];
  const parts: BlueprintPart[] = [
    { count: 1, type: 'cloze' },
    { count: 2, difficulty: 'hard' },
  ];
  for (let seed = 0; seed < 20; seed += 1) {
    const drawn = drawQuestions(String(seed), rulesOf({ kind: 'blueprint', parts }), candidates);
    expect(idsOf(drawn).toSorted()).toEqual(['a', 'b', 'c']);
  }
});

it('another seed draws others, and shows them and their options in another order', () => {
  const candidates = bank(1, 40);
  const rules = rulesOf({ kind: 'blueprint', parts: [{ count: 5 }] });
  const draws = Array.from({ length: 40 }, (_, seed) => drawQuestions(String(seed), rules, candidates));
  expect(new Set(draws.map((drawn) => idsOf(drawn).toSorted().join())).size).toBeGreaterThan(30);
  const one = rulesOf({ kind: 'questions', questionIds: ['x'] });
  const orders = Array.from({ length: 200 }, (_, seed) => drawQuestions(String(seed), one, [candidate('x', 'single_choice')]));
  expect(new Set(orders.map(([drawn]) => drawn?.optionOrder.join())).size).toBe(24);
});

it('chosen questions keep the teacher’s order unless they are shuffled; those that are gone are left out', () => {
  const candidates = [candidate('b', 'coding'), candidate('a', 'single_choice'), candidate('c', 'cloze')];
  const selection: Selection = { kind: 'questions', questionIds: ['c', 'gone', 'b', 'a'] };
  const kept = drawQuestions(
    'seed',
    rulesOf(selection, { shuffleQuestions: false, shuffleOptions: false, points: { cloze: 3 } }),
    candidates,
  );
  expect(idsOf(kept)).toEqual(['c', 'b', 'a']);
  expect(kept.map(({ points, optionOrder }) => [points, optionOrder])).toEqual([
    [3, []],
    [1, []],
    [1, [0, 1, 2, 3]],
  ]);
  const orders = Array.from({ length: 100 }, (_, seed) => idsOf(drawQuestions(String(seed), rulesOf(selection), candidates)).join());
  expect(new Set(orders).size).toBe(6);
});

it('True stands before False however options are shuffled', () => {
  const rules = rulesOf({ kind: 'questions', questionIds: ['t'] });
  for (let seed = 0; seed < 20; seed += 1) {
    expect(drawQuestions(String(seed), rules, [candidate('t', 'true_false')])).toMatchObject([{ optionOrder: [0, 1] }]);
  }
});

it('the track decides what is preferred where no type is named, and what comes first where nothing is shuffled', () => {
  const candidates = types.flatMap((type) => [1, 2, 3].map((at) => candidate(`${type}${at}`, type)));
  const draw = (track: Track, selection: Selection) =>
    typesOf(drawQuestions('seed', rulesOf(selection, { track, shuffleQuestions: false }), candidates));
  const counted = (drawn: readonly QuestionType[]) => [...Map.groupBy(drawn, (type) => type)].map(([type, { length }]) => [type, length]);
  expect(counted(draw('developer', { kind: 'practice', count: 6 }))).toEqual([
    ['coding', 3],
    ['short_answer', 3],
  ]);
  expect(counted(draw('general', { kind: 'blueprint', parts: [{ count: 11 }, { count: 1, type: 'coding' }] }))).toEqual([
    ['single_choice', 3],
    ['multiple_choice', 3],
    ['true_false', 3],
    ['cloze', 2],
    ['coding', 1],
  ]);
});
