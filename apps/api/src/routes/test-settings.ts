import type { BlueprintPart, CreateTestBody, UpdateTestBody } from '@lectern/contract';
import type { TestChanges, TestSettings } from '@lectern/core';

/** A test as a teacher makes it. */
export function settingsOf(body: CreateTestBody): TestSettings {
  return {
    title: body.title,
    instructions: body.instructions,
    track: body.track,
    points: body.points,
    // One of the two is there: the contract saw to it.
    selection: selectionOf(body) ?? { kind: 'questions', questionIds: [] },
    timeLimitSeconds: body.time_limit_seconds,
    attemptsAllowed: body.attempts_allowed,
    opensAt: timeOf(body.opens_at),
    closesAt: timeOf(body.closes_at),
    shuffleQuestions: body.shuffle_questions,
    shuffleOptions: body.shuffle_options,
    closedBook: body.closed_book,
    showResults: body.show_results,
    passPercent: body.pass_percent,
    review: reviewOf(body.review),
  };
}

/** What of a test becomes otherwise; undefined: nothing is said of it. */
export function changesOf(body: Omit<UpdateTestBody, 'version'>): TestChanges {
  return {
    title: body.title,
    instructions: body.instructions,
    track: body.track,
    points: body.points,
    selection: selectionOf(body),
    timeLimitSeconds: body.time_limit_seconds,
    attemptsAllowed: body.attempts_allowed,
    opensAt: body.opens_at === undefined ? undefined : timeOf(body.opens_at),
    closesAt: body.closes_at === undefined ? undefined : timeOf(body.closes_at),
    shuffleQuestions: body.shuffle_questions,
    shuffleOptions: body.shuffle_options,
    closedBook: body.closed_book,
    showResults: body.show_results,
    passPercent: body.pass_percent,
    review: body.review && reviewOf(body.review),
  };
}

interface Selected {
  question_ids?: string[] | undefined;
  blueprint?: BlueprintPart[] | undefined;
}

function selectionOf({ question_ids: ids, blueprint: parts }: Selected): TestSettings['selection'] | undefined {
  // Ids are compared as the database writes them.
  if (ids) return { kind: 'questions', questionIds: ids.map((id) => id.toLowerCase()) };
  return parts && { kind: 'blueprint', parts };
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function reviewOf({ confidence_below: confidenceBelow, border_percent: borderPercent }: CreateTestBody['review']): TestSettings['review'] {
  return { confidenceBelow, borderPercent };
}
