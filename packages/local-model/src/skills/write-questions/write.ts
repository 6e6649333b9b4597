import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Analyser } from '../../text/analyser.ts';
import { bloomFor } from './asked.ts';
import { createCoverage } from './covered-terms.ts';
import type { Candidate, Draft, ExtraField, Item, ItemType } from './item.ts';
import type { ItemShape } from './item-shape.ts';
import { clozes } from './kinds/cloze.ts';
import { codingTasks } from './kinds/coding.ts';
import { comparisons } from './kinds/comparisons.ts';
import { descriptionChoices } from './kinds/description-choice.ts';
import { gapFills } from './kinds/gap-fill.ts';
import { lists } from './kinds/lists.ts';
import { numbers } from './kinds/numbers.ts';
import { otherLanguages } from './kinds/other-languages.ts';
import { reasons } from './kinds/reasons.ts';
import { severalChoices } from './kinds/several-choice.ts';
import { severalStatements } from './kinds/several-statements.ts';
import { shortAnswers } from './kinds/short-answers.ts';
import { statements } from './kinds/statements.ts';
import { termChoices } from './kinds/term-choice.ts';
import { Material, type Passage } from './material.ts';
import type { PassageText } from '../../passages.ts';
import type { WriteRequest } from './request.ts';
import { selectItems } from './select.ts';

/** About 100 passages; a request holds a few. What comes after is left out rather than keeping everybody waiting. */
const mostChars = 120_000;

/** Analyses passage by passage, leaving the event loop to others in between. */
async function readAll(passages: readonly PassageText[], language: string, analyser: Analyser, signal: AbortSignal): Promise<Passage[]> {
  const read: Passage[] = [];
  let chars = 0;
  for (const { id, heading, text } of passages) {
    signal.throwIfAborted();
    chars += text.length;
    if (chars > mostChars && read.length > 0) break;
    read.push({ id, heading, analysis: analyser.analyse(text, language) });
    await nextTurn();
  }
  return read;
}

const kinds = [
  termChoices,
  descriptionChoices,
  clozes,
  numbers,
  lists,
  reasons,
  statements,
  severalChoices,
  severalStatements,
  gapFills,
  shortAnswers,
  comparisons,
  codingTasks,
];

interface WriteDeps {
  analyser: Analyser;
  signal: AbortSignal;
  /** What the request's schema lets items be. */
  shape: ItemShape;
}

/** The fields beyond the usual ones, as the schema wants them: all of them or none, empty where the type has no use for one. */
function extrasOf(draft: Draft, type: ItemType, shape: ItemShape): Partial<Pick<Item, ExtraField>> {
  const key = draft.options.flatMap(({ correct, text }) => (correct ? [text] : [])).join('; ');
  const all = { answer: draft.answer ?? key, accepted: draft.accepted ?? [], rubric: draft.rubric ?? [], starter: draft.starter ?? '' };
  return Object.fromEntries(shape.extras(type).map((field) => [field, all[field]]));
}

/** Writes up to `request.count` questions from the passages; fewer where they yield no more good ones. */
export async function writeQuestions(request: WriteRequest, texts: readonly PassageText[], deps: WriteDeps): Promise<Item[]> {
  const { analyser, signal, shape } = deps;
  const passages = await readAll(texts, request.language ?? 'en', analyser, signal);
  const material = new Material(passages);
  const candidates: Candidate[] = [...kinds.flatMap((kind) => kind(material, request.salt)), ...otherLanguages(passages, request.salt)];
  await nextTurn();
  const possible = candidates.filter(({ type }) => shape.allows(type));
  return selectItems(possible, request, { coveredBy: createCoverage(material, request.key_terms ?? []), signal }).map(
    ({ candidate, draft }) => ({
      type: candidate.type,
      stem: draft.stem,
      options: draft.options,
      explanation: draft.explanation,
      difficulty: request.difficulty ?? draft.difficulty,
      bloom: bloomFor(request.bloom, candidate, draft) ?? draft.bloom,
      topic: draft.topic,
      language: candidate.language,
      passage: passages[candidate.passage]?.id ?? '',
      quote: candidate.sentence.quote,
      ...extrasOf(draft, candidate.type, shape),
    }),
  );
}
