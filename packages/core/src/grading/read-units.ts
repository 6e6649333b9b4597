import { AnswerPart, AppError, GradeParams, type TaskPayload } from '@lectern/contract';
import { answers, askedQuestions, type AskedContent, type DbOrTx, evaluationItems, evaluations, jobs, regradeItems } from '@lectern/db';
import { and, eq, inArray } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { GradingUnit } from './accept-grading.ts';
import { keyOfPart, nameOfPart, valueOfPart } from './answer-part.ts';
import type { CodeGraded, GradePlace } from './grade-by-code.ts';
import type { GradeKey } from './grade-key.ts';

/** An answer, or the reasoning beside a choice, with all that it takes to grade it. */
export interface UnitToGrade extends CodeGraded {
  /** Null for an evaluation. */
  attemptId: string | null;
  ordinal: number;
  key: GradeKey;
}

/** Whose answers a task grades. */
export interface Grading {
  params: GradeParams;
  /** Which run of the job it is, from 1. */
  run: number;
  place: GradePlace;
  units: UnitToGrade[];
}

interface GradeTask {
  jobId: string;
  courseId: string | null;
  payload: TaskPayload<'answers.grade'>;
}

/** What a task has to grade, in the order of its payload; answers that were erased since are left out. Error: `source_deleted`. */
export async function readGrading(db: DbOrTx, { jobId, courseId, payload }: GradeTask): Promise<Grading> {
  const [job] = await db.select({ params: jobs.params, run: jobs.run }).from(jobs).where(eq(jobs.id, jobId));
  if (!job) throw new AppError('source_deleted');
  const params = GradeParams.parse(job.params);
  const place = params.of === 'evaluation' ? await ownerOf(db, params.evaluationId) : courseId && { courseId };
  if (!place) throw new AppError('source_deleted');
  const found = payload.units.length === 0 ? [] : await readRows(db, params, payload.units);
  const byName = new Map(found.map((unit) => [nameOfPart(unit), unit]));
  const units = payload.units.flatMap(({ attemptId, ordinal, part }) => {
    const name = nameOfPart({ attemptId: params.of === 'attempt' ? params.attemptId : (attemptId ?? null), ordinal, part });
    return byName.get(name) ?? [];
  });
  return { params, run: job.run, place, units };
}

async function ownerOf(db: DbOrTx, evaluationId: string): Promise<{ ownerId: string } | null> {
  const [owner] = await db.select({ ownerId: evaluations.ownerId }).from(evaluations).where(eq(evaluations.id, evaluationId));
  return owner ?? null;
}

function readRows(db: DbOrTx, params: GradeParams, units: readonly GradingUnit[]): Promise<UnitToGrade[]> {
  switch (params.of) {
    case 'attempt':
      return readAttempt(db, params.attemptId, units);
    case 'evaluation':
      return readEvaluation(db, params.evaluationId, units);
    case 'regrade':
      return readRegrade(db, params.regradeId, units);
  }
}

async function readAttempt(db: DbOrTx, attemptId: string, units: readonly GradingUnit[]): Promise<UnitToGrade[]> {
  const rows = await db
    .select({ ordinal: answers.ordinal, answer: answers.answer, reasoning: answers.reasoning, asked: askedQuestions })
    .from(answers)
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .where(and(eq(answers.attemptId, attemptId), inArray(answers.ordinal, ordinalsOf(units))));
  return rows.flatMap(({ ordinal, asked, ...given }) =>
    AnswerPart.options.map((part) => unitOf({ attemptId, ordinal, part, asked, basis: asked, value: valueOfPart(part, given) })),
  );
}

async function readEvaluation(db: DbOrTx, evaluationId: string, units: readonly GradingUnit[]): Promise<UnitToGrade[]> {
  const rows = await db
    .select({ ordinal: evaluationItems.ordinal, text: evaluationItems.answer, asked: askedQuestions })
    .from(evaluationItems)
    .innerJoin(askedQuestions, eq(askedQuestions.id, evaluationItems.askedId))
    .where(and(eq(evaluationItems.evaluationId, evaluationId), inArray(evaluationItems.ordinal, ordinalsOf(units))));
  return rows.map(({ ordinal, text, asked }) => unitOf({ attemptId: null, ordinal, part: 'answer', asked, basis: asked, value: { text } }));
}

async function readRegrade(db: DbOrTx, regradeId: string, units: readonly GradingUnit[]): Promise<UnitToGrade[]> {
  const bases = alias(askedQuestions, 'bases');
  const attemptIds = [...new Set(units.flatMap(({ attemptId }) => attemptId ?? []))];
  const rows = await db
    .select({
      attemptId: regradeItems.attemptId,
      ordinal: regradeItems.ordinal,
      part: regradeItems.part,
      answer: answers.answer,
      reasoning: answers.reasoning,
      asked: askedQuestions,
      basis: bases,
    })
    .from(regradeItems)
    .innerJoin(answers, and(eq(answers.attemptId, regradeItems.attemptId), eq(answers.ordinal, regradeItems.ordinal)))
    .innerJoin(askedQuestions, eq(askedQuestions.id, answers.askedId))
    .innerJoin(bases, eq(bases.id, regradeItems.basisId))
    .where(and(eq(regradeItems.regradeId, regradeId), inArray(regradeItems.attemptId, attemptIds)));
  return rows.map(({ answer, reasoning, ...row }) => unitOf({ ...row, value: valueOfPart(row.part, { answer, reasoning }) }));
}

function ordinalsOf(units: readonly GradingUnit[]): number[] {
  return [...new Set(units.map(({ ordinal }) => ordinal))];
}

interface UnitRow extends Pick<UnitToGrade, 'attemptId' | 'ordinal' | 'part' | 'value'> {
  asked: { id: string; content: AskedContent };
  basis: { id: string; content: AskedContent };
}

function unitOf({ asked, basis, ...row }: UnitRow): UnitToGrade {
  const unit = { ...row, askedId: asked.id, asked: asked.content, basisId: basis.id, basis: basis.content };
  return { ...unit, key: keyOfPart(unit, row.value) };
}
