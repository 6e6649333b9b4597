import type OpenAI from 'openai';
import type { APIPromise } from 'openai';
import type { Asked, CallSeries, Reading } from './make-call.ts';
import type { StructuredMode } from './structured/response-format.ts';

/** A model at a provider, and how it wants to be asked. */
export interface Target extends Asked {
  /** The best way it can be told to answer in JSON. */
  structured: StructuredMode;
  outputLimitField: 'max_completion_tokens' | 'max_tokens';
}

/** One call that is to be made wherever there is room. `send` may be called for one target after another. */
export interface OutgoingCall<T> {
  /** What it costs at the most. */
  tokens: number;
  send(client: OpenAI, target: Target, signal: AbortSignal): APIPromise<unknown>;
  read(answer: unknown): Reading<T>;
}

/** Makes a call and notes every try in the series. Errors: those of `makeCall`. */
export type Dispatch = <T>(series: CallSeries, call: OutgoingCall<T>) => Promise<T>;
