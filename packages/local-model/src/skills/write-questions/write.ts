import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Analyser } from '../../text/analyser.ts';
import type { Bloom, Candidate, Difficulty, Draft, Item } from './item.ts';
import { clozes } from './kinds/cloze.ts';
import { descriptionChoices } from './kinds/description-choice.ts';
import { lists } from './kinds/lists.ts';
import { numbers } from './kinds/numbers.ts';
import { otherLanguages } from './kinds/other-languages.ts';
import { reasons } from './kinds/reasons.ts';
import { statements } from './kinds/statements.ts';
import { termChoices } from './kinds/term-choice.ts';
import { Material, type Passage } from './material.ts';
import type { PassageText } from '../../passages.ts';
import type { WriteRequest } from './request.ts';
import { selectItems } from './select.ts';

function bloomOf(asked: Bloom | null | undefined, draft: Draft): Bloom {
  return asked === 'remember' || asked === 'understand' ? asked : draft.bloom;
}

function difficultyOf(asked: Difficulty | null | undefined, draft: Draft): Difficulty {
  return asked ?? draft.difficulty;
}

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

/** Writes up to `request.count` questions from the passages; fewer where they yield no more good ones. */
export async function writeQuestions(
  request: WriteRequest,
  texts: readonly PassageText[],
  analyser: Analyser,
  signal: AbortSignal,
): Promise<Item[]> {
  const passages = await readAll(texts, request.language ?? 'en', analyser, signal);
  const material = new Material(passages);
  const kinds = [termChoices, descriptionChoices, clozes, numbers, lists, reasons, statements];
  const candidates: Candidate[] = [...kinds.flatMap((kind) => kind(material, request.salt)), ...otherLanguages(passages, request.salt)];
  await nextTurn();
  return selectItems(candidates, request, request.salt, signal).map(({ candidate, draft }) => ({
    type: candidate.type,
    stem: draft.stem,
    options: draft.options,
    explanation: draft.explanation,
    difficulty: difficultyOf(request.difficulty, draft),
    bloom: bloomOf(request.bloom, draft),
    topic: draft.topic,
    language: candidate.language,
    passage: passages[candidate.passage]?.id ?? '',
    quote: candidate.sentence.quote,
  }));
}
