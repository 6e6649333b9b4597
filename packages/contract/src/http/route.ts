import type { z } from 'zod';

/**
 * Whose business a route is at all; which things of it somebody gets to see is decided where they are read (someone else's
 * is `not_found`). `teacher`: teachers and operators, of routes that name no thing.
 */
export type Access = 'anyone' | 'signed_in' | 'teacher' | 'operator';

/**
 * What a request counts as. `poll`: asking how far something is. `model`: what has a model work. `guess`: where a secret could be
 * guessed; what counts besides is wrong guesses, for a classroom that signs up at once shares an address. `sign_in`: where a
 * password is asked for; failures have limits of their own. `mail`: what has a mail sent. `sitting`: what a student does
 * during a test. `none`: is not counted.
 */
export type RateClass = 'default' | 'upload' | 'model' | 'poll' | 'sitting' | 'guess' | 'sign_in' | 'mail' | 'none';

export interface RouteContract {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Path with `:name` parameters. */
  path: string;
  tag: 'accounts' | 'users' | 'jobs' | 'courses' | 'documents' | 'questions' | 'tests' | 'attempts' | 'grades' | 'system';
  summary: string;
  access: Access;
  /** `default` unless it says otherwise. */
  rate?: RateClass;
  /** False: not by an API key, which would outlive its revocation by it or take the account over. */
  withKey?: boolean;
  params?: z.ZodType;
  query?: z.ZodType;
  /** JSON unless `bodyType` says otherwise. */
  body?: z.ZodType;
  bodyType?: 'application/json' | 'multipart/form-data';
  /** POSTs that create something take an `Idempotency-Key`. */
  idempotent?: boolean;
  /** The success answer. `body` absent: no JSON (a stream, a file, or nothing). */
  success: {
    status: 200 | 201 | 202 | 204;
    body?: z.ZodType;
    contentType?: string;
    /** Another media type that the same may be asked for as. */
    orAs?: string;
  };
}

/** Keeps the literal types. */
export function route<const R extends RouteContract>(contract: R): R {
  return contract;
}
