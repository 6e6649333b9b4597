import { type QuestionType, QuestionType as QuestionTypes } from '@lectern/contract';
import type { Figure } from '../report.ts';
import { findTerms } from './find-terms.ts';
import { generateSet } from './generate-set.ts';
import { ingest } from './ingest.ts';
import type { Chapter } from './read-chapters.ts';
import type { Running } from './start-edition.ts';

const count = 30;
const share = 0.8;

/** How many of a chapter's key terms the questions ask about: of the default types, and of all; each in a course of its own. */
export async function measureCoverage(running: Running, { pdf, terms }: Chapter): Promise<Figure[]> {
  running.proxy.setScript([]);
  const figures: Figure[] = [];
  const variants: [string, { types?: QuestionType[] }][] = [
    ['default types', {}],
    ['all types', { types: QuestionTypes.options }],
  ];
  for (const [name, body] of variants) {
    const courseId = await ingest(running.api, pdf);
    const { result } = await generateSet(running, courseId, { count, ...body });
    const found = findTerms(terms, await running.api.questions(courseId));
    const what = `${pdf.name}, ${result.accepted} questions of ${name}`;
    console.log(`${what}: not asked about: ${namesOf(found.filter(({ asked }) => !asked))}`);
    figures.push(toFigure(what, found));
  }
  return figures;
}

function toFigure(what: string, found: readonly { asked: boolean; inKey: boolean }[]): Figure {
  const asked = found.filter((term) => term.asked).length;
  const inKey = found.filter((term) => term.inKey).length;
  return {
    what: `${what}: key terms asked about`,
    measured: `${((asked / found.length) * 100).toFixed(0)} % (${asked} of ${found.length}, ${inKey} as key)`,
    target: `>= ${share * 100} %`,
    held: asked / found.length >= share,
  };
}

function namesOf(terms: readonly { term: string }[]): string {
  return terms.map(({ term }) => term).join(', ') || 'none';
}
