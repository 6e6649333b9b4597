import { z } from 'zod';
import { type PassageText, toPassage } from '../../passages.ts';
import { readBlocks } from '../../tagged-blocks.ts';
import { readRequest } from '../request-block.ts';

const VerifyRequest = z.object({ language: z.string().nullish() });

export interface AskedOption {
  /** `A`, `B`, … */
  letter: string;
  text: string;
}

/** A question as somebody who takes the test sees it. */
export interface AskedQuestion {
  id: string;
  passage: string;
  type: string;
  stem: string;
  options: AskedOption[];
}

export interface VerifyInput {
  /** BCP 47; what to assume for texts too short to tell. */
  language: string;
  passages: PassageText[];
  questions: AskedQuestion[];
}

const mostQuestions = 15;

/** Lines before `A)` are the stem; a line without the next letter goes on with the option before it. */
function readStemAndOptions(text: string): Pick<AskedQuestion, 'stem' | 'options'> {
  const stem: string[] = [];
  const options: AskedOption[] = [];
  for (const line of text.split('\n')) {
    const next = String.fromCodePoint('A'.charCodeAt(0) + options.length);
    const last = options.at(-1);
    if (line.startsWith(`${next}) `)) options.push({ letter: next, text: line.slice(3).trim() });
    else if (last) last.text = `${last.text} ${line.trim()}`.trim();
    else stem.push(line);
  }
  return { stem: stem.join('\n').trim(), options };
}

/** Parses `<request>{"language":…}</request>`, the passages, and up to 15 `<question id="…" passage="…" type="…">` blocks. */
export function parsePrompt(prompt: string): VerifyInput {
  const { request, rest } = readRequest(prompt, VerifyRequest);
  const blocks = readBlocks(rest, ['passage', 'question']);
  return {
    language: request.language ?? 'en',
    passages: blocks.filter(({ tag }) => tag === 'passage').map(toPassage),
    questions: blocks
      .filter(({ tag }) => tag === 'question')
      .slice(0, mostQuestions)
      .map(({ attribute, text }) => ({
        id: attribute('id'),
        passage: attribute('passage'),
        type: attribute('type'),
        ...readStemAndOptions(text),
      })),
  };
}
