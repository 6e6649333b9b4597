import type { QuestionType } from '@lectern/contract';
import type { AnswerValue, AskedContent, DbOrTx } from '@lectern/db';
import type { Actor } from '../../actor.ts';
import { scoreAttempt, stateOfAnswer, type ScoreView } from '../../attempts/score-attempt.ts';
import { reader, type Ctx } from '../../ctx.ts';
import { isBlank } from '../../grading/answer-hash.ts';
import { roundScore, scoreOf } from '../../grading/score-of.ts';
import { scoreObjective } from '../../grading/score-objective.ts';
import type { AskedRow } from '../copy-questions.ts';
import { readAsked } from '../read-asked.ts';
import { flagQuestion, type FlagView } from './flag-question.ts';
import { measureQuestion, type MeasuredAnswer } from './measure-question.ts';
import { eachPageOfAttempts } from './read-attempts.ts';
import { placeOf, readGiven, readScored, type PlacedAnswer } from './read-scored.ts';
import { getTestRow, type TestRow } from '../find-test.ts';

export interface QuestionStatisticsView {
  questionId: string;
  /** As it was asked: each version has numbers of its own. */
  version: number;
  type: QuestionType;
  stem: string;
  asked: number;
  answered: number;
  graded: number;
  shareCorrect: number | null;
  discrimination: number | null;
  options: { text: string; correct: boolean; chosen: number; share: number | null }[];
  flags: FlagView[];
}

export interface TestStatisticsView {
  testId: string;
  /** Ended ones of students. */
  attempts: number;
  meanPercent: number | null;
  questions: QuestionStatisticsView[];
}

/** How each question of a test did, version by version. Errors: `not_found`, `forbidden`. */
export async function getTestStatistics(ctx: Ctx, input: { actor: Actor; id: string }): Promise<TestStatisticsView> {
  const test = await getTestRow(ctx, { ...input, right: 'teach' });
  const db = reader(ctx);
  const { attempts, percents, collected } = await collect(db, test);
  const bases = [...collected.values()].flatMap(({ bases }) => [...bases.keys()]);
  const copies = await readAsked(db, [...collected.keys(), ...bases]);
  const questions = [...collected].flatMap(([askedId, { answers, bases }]) => {
    const asked = copies.get(askedId);
    const basis = copies.get(mostFrequent(bases) ?? askedId) ?? asked;
    return asked && basis ? [viewOf(asked, basis.content, answers)] : [];
  });
  const meanPercent = percents.length === 0 ? null : roundScore(percents.reduce((sum, percent) => sum + percent, 0) / percents.length);
  return { testId: test.id, attempts, meanPercent, questions: questions.toSorted(inOrderOf(test)) };
}

/** What was answered to one question as it was asked. */
interface Collected {
  answers: MeasuredAnswer[];
  /** By whose key and rubric, and how often. */
  bases: Map<string, number>;
}

async function collect(db: DbOrTx, test: TestRow) {
  const collected = new Map<string, Collected>();
  const percents: number[] = [];
  let attempts = 0;
  for await (const page of eachPageOfAttempts(db, test.id)) {
    const ended = page.filter(({ state }) => state !== 'open').map(({ id }) => id);
    attempts += ended.length;
    const [scored, given] = await Promise.all([readScored(db, ended), readGiven(db, ended)]);
    for (const answers of scored.values()) {
      const total = scoreAttempt(answers, test);
      if (total.waiting === 0) percents.push(total.percent);
      for (const answer of answers) {
        const of: Collected = collected.get(answer.askedId) ?? { answers: [], bases: new Map() };
        collected.set(answer.askedId, of);
        of.answers.push(measure(answer, given.get(placeOf(answer)) ?? null, total, test));
        if (answer.grade) of.bases.set(answer.grade.basisId, (of.bases.get(answer.grade.basisId) ?? 0) + 1);
      }
    }
  }
  return { attempts, percents, collected };
}

function measure(answer: PlacedAnswer, value: AnswerValue | null, total: ScoreView, test: TestRow): MeasuredAnswer {
  const { points } = answer;
  const score = scoreOf(answer);
  const others = total.maxScore - points;
  return {
    answered: !isBlank(value),
    share: stateOfAnswer(answer, test) === 'waiting' ? null : score / points,
    rest: total.waiting > 0 || others <= 0 ? null : (total.score - score) / others,
    chosen: value !== null && 'chosen' in value ? value.chosen : [],
  };
}

function viewOf(
  { questionId, version, content }: AskedRow,
  basis: AskedContent,
  answers: readonly MeasuredAnswer[],
): QuestionStatisticsView {
  const measured = measureQuestion(answers, content.options.length);
  const options = measured.options.map((measure, place) => ({
    ...measure,
    text: content.options[place]?.text ?? '',
    // The key that counts may be a later version's.
    correct: scoreObjective(content, basis, { chosen: [place] }).earned > 0,
  }));
  return {
    questionId: questionId ?? '',
    version: version ?? 0,
    type: content.type,
    stem: content.stem,
    ...measured,
    options: options.map(({ text, correct, chosen, share }) => ({ text, correct, chosen, share })),
    flags: flagQuestion(measured, options),
  };
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** As the teacher chose them; drawn ones by what they ask. */
function inOrderOf({ selection }: TestRow) {
  const places = new Map(selection.kind === 'questions' ? selection.questionIds.map((id, at) => [id, at]) : []);
  const place = ({ questionId }: QuestionStatisticsView) => places.get(questionId) ?? places.size;
  return (a: QuestionStatisticsView, b: QuestionStatisticsView): number =>
    place(a) - place(b) || a.stem.localeCompare(b.stem) || a.version - b.version;
}
