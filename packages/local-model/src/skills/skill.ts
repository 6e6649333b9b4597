import type { z } from 'zod';
import type { Analyser } from '../text/analyser.ts';

export interface ChatMessage {
  role: string;
  /** The text parts, joined. */
  text: string;
}

export interface SkillContext {
  /** The JSON schema that came with the request; empty where none did. */
  schema: Readonly<Record<string, unknown>>;
  analyser: Analyser;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
}

/**
 * Something the model can do when asked for structured output: chosen by the `name` of the `json_schema`.
 * `parse` reads the skill's input out of the messages and throws `PromptError` where it is not there.
 */
export interface Skill<Input, Output> {
  name: string;
  parse: (messages: readonly ChatMessage[]) => Input;
  answer: (input: Input, context: SkillContext) => Promise<Output>;
  /** What `answer` yields; checked before it is sent. */
  output: z.ZodType<Output>;
}

/** A skill as the server sees it: text in, JSON text out. */
export interface BoundSkill {
  name: string;
  run: (messages: readonly ChatMessage[], context: SkillContext) => Promise<string>;
}

/** Joins parse, answer and output, so that skills with different inputs stand in one registry. */
export function bindSkill<Input, Output>(skill: Skill<Input, Output>): BoundSkill {
  return {
    name: skill.name,
    run: async (messages, context) => JSON.stringify(skill.output.parse(await skill.answer(skill.parse(messages), context))),
  };
}

/** The messages do not hold what the skill needs; `message` says what is missing. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
}
