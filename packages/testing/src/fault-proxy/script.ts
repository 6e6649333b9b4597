import type { Plan } from './faults.ts';

/** One request as the proxy saw it. */
export interface SeenRequest {
  method: string;
  /** Below the base URL, without the query: `/chat/completions`. */
  path: string;
  /** What stood after `Bearer`. */
  key: string | undefined;
  model: string | undefined;
  /** The name of the JSON schema that the answer is to fit, which tells what the call is for. */
  schema: string | undefined;
  /** Counted from 1 over all requests, and over those with the same key. */
  nth: number;
  nthOfKey: number;
  /** When its body was complete: `Date.now()`. */
  at: number;
}

/** Decides on each request. */
export type Script = (request: SeenRequest) => Plan | undefined;

/** A plan for the requests that match all that is named. */
export interface Rule extends Plan {
  path?: string;
  key?: string | RegExp;
  model?: string;
  schema?: string;
  /** Only the nth request to the proxy. */
  nth?: number;
  /** For so many requests, then it is used up; without limit where absent. */
  times?: number;
}

/** The first rule that matches and is not used up decides. */
export function queueOf(rules: readonly Rule[]): Script {
  const left = new Map(rules.map((rule) => [rule, rule.times ?? Number.POSITIVE_INFINITY]));
  return (request) => {
    const rule = rules.find((candidate) => (left.get(candidate) ?? 0) > 0 && matches(candidate, request));
    if (rule) left.set(rule, (left.get(rule) ?? 0) - 1);
    return rule;
  };
}

function matches(rule: Rule, request: SeenRequest): boolean {
  return (
    (rule.path === undefined || rule.path === request.path) &&
    (rule.model === undefined || rule.model === request.model) &&
    (rule.schema === undefined || rule.schema === request.schema) &&
    (rule.nth === undefined || rule.nth === request.nth) &&
    (rule.key === undefined || matchesKey(rule.key, request.key ?? ''))
  );
}

function matchesKey(wanted: string | RegExp, key: string): boolean {
  return typeof wanted === 'string' ? wanted === key : wanted.test(key);
}
