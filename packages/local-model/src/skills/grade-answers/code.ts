import { isKeyword, likeness, looksLikeCode, type Program, readProgram } from './code-text.ts';
import { calculatesAlike, isBuiltOtherwise, isIdle } from './compare-programs.ts';
import { certaintyOf, type Decision } from './graded-answer.ts';
import type { AskedCriterion, MeasuredQuestion } from './request.ts';

interface Findings {
  program: Program;
  /** 0 to 1; undefined where there is no program to compare with. */
  likeness: number | undefined;
  reference: Program | undefined;
  /** 0 to 1: how much of what the task names it uses. */
  relevance: number;
  /** Leaves to the language what the reference does itself, or the other way round: likeness tells little. */
  builtOtherwise: boolean;
}

/** Words of a task for things that can be seen in a program. */
const constructs: readonly (readonly [RegExp, RegExp])[] = [
  [/\bloops?\b|\biterat|\brepeat/iu, /\b(?:for|while|loop|forEach)\b/u],
  [/\bwhile loop/iu, /\bwhile\b/u],
  [/\bfor loop/iu, /\bfor\b/u],
  [/\bnested loop/iu, /\b(?:for|while)\b[\s\S]*\n\s+(?:for|while)\b|\{[^}]*\b(?:for|while)\b/u],
  [/\bif[- ]statement|\bcondition|\bbranch/iu, /\bif\b|\?.*:/u],
  [/\bfunctions?\b|\bmethods?\b/iu, /\b(?:def|function|func|fn)\b|=>|\w\s*\(/u],
  [/\bclass(?:es)?\b/iu, /\bclass\b/u],
  [/\blists?\b|\barrays?\b/iu, /\[|\blist\b/u],
  [/\bdictionar|\bmaps?\b/iu, /\{|\bdict\b|\bMap\b/u],
  [/\bexceptions?\b|\btry\b/iu, /\b(?:try|except|catch)\b/u],
  [/\bbreak statement/iu, /\bbreak\b/u],
  [/\bcontinue statement/iu, /\bcontinue\b/u],
  [/\b(?:outputs?|prints?|displays?|shows?)\b/iu, /\b(?:print|println|printf|log|echo|puts|write|cout|format)\b/u],
];

/** `len()`, or in back quotes or quotation marks. */
const named = /([A-Za-z_][\w.]*)\(\)|[`“"]([A-Za-z_][\w.]*)[`”"]/gu;

/** How much of what `text` names stands in the program, 0 to 1; undefined where it names nothing that could. */
function usedOf(text: string, program: Program): number | undefined {
  const source = program.lines.join('\n');
  const calls = [...text.matchAll(named)].map(([, call, word]) => (call ?? word ?? '').split('.').at(-1) ?? '');
  const bare = text.replaceAll(named, ' ');
  const wanted = [
    ...calls.map((call) => program.tokens.includes(call)),
    ...constructs.filter(([name]) => name.test(bare)).map(([, form]) => form.test(source)),
  ];
  return wanted.length === 0 ? undefined : wanted.filter(Boolean).length / wanted.length;
}

/** What a program built otherwise is taken for: enough for its idea, not for its being right. */
const likeOtherwise = 0.55;
/** Of one that calculates otherwise. */
const mostLike = 0.55;

function rightness({ program, reference, likeness: like }: Findings): number {
  if (like === undefined || !reference) return 0.3;
  return calculatesAlike(program, reference) ? like : Math.min(like, mostLike);
}

function examine(question: MeasuredQuestion, text: string): Findings {
  const program = readProgram(text);
  const reference = looksLikeCode(question.reference) ? readProgram(question.reference) : undefined;
  const does = !isIdle(program) || (reference !== undefined && isIdle(reference));
  const isProgram = does && program.tokens.length >= 3 && program.lines.some((line) => /[(=:;{[<]|^\s*\w+ /u.test(line));
  const builtOtherwise = isProgram && reference !== undefined && isBuiltOtherwise(program, reference);
  const found = reference && isProgram ? likeness(program, reference) : reference && 0;
  const like = found !== undefined && builtOtherwise ? Math.max(found, likeOtherwise) : found;
  const used = usedOf(`${question.stem} ${reference ? '' : question.reference}`, program);
  return {
    program,
    reference,
    builtOtherwise,
    likeness: like,
    relevance: isProgram ? Math.max(like ?? 0, used ?? (reference ? 0 : 0.4)) : 0,
  };
}

/** How deep loops stand in one another, by indentation. */
function depthOfLoops({ lines }: Program): number {
  const open: number[] = [];
  let deepest = 0;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop();
    if (/\b(?:for|while)\b/u.test(line)) open.push(indent);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

function isReadable({ lines, names }: Program): boolean {
  const long = lines.filter((line) => line.length > 110).length;
  const telling = names.filter((name) => name.length > 2).length;
  return long === 0 && lines.length > 1 && telling >= names.length * 0.5;
}

const checks = /\b(?:try|except|catch|raise|throw|assert|isinstance|is None|not \w+)\b|if\b.*(?:==|<=?|>=?|!|null|None|empty|len)/u;

interface Ruling {
  share: number;
  threshold: number;
  why: string;
  trust: number;
}

const grounds: readonly (readonly [RegExp, (found: Findings) => Ruling])[] = [
  [/^correct/iu, (found) => ({ share: rightness(found), threshold: 0.75, why: 'By how much of it is like the reference.', trust: 0.8 })],
  [
    /^efficien/iu,
    ({ program, reference, relevance, likeness: like }) => ({
      share: reference && depthOfLoops(program) > depthOfLoops(reference) ? 0 : (like ?? relevance * 0.6),
      threshold: 0.5,
      why: 'By its loops, beside those of the reference.',
      trust: 0.7,
    }),
  ],
  [
    /^readab/iu,
    ({ program, relevance }) => ({
      share: isReadable(program) ? relevance : relevance * 0.5,
      threshold: 0.4,
      why: 'By its names and lines.',
      trust: 0.7,
    }),
  ],
  [
    /^(?:practices|error|robust)/iu,
    ({ program, reference, relevance, likeness: like }) => {
      const needed = !reference || reference.lines.some((line) => checks.test(line));
      const checked = program.lines.some((line) => checks.test(line));
      return {
        share: (needed && !checked ? 0.5 : 1) * (like ?? relevance * 0.6),
        threshold: 0.5,
        why: 'By what it does about unusual input.',
        trust: 0.6,
      };
    },
  ],
  [
    /^approach/iu,
    ({ relevance }) => ({ share: relevance, threshold: 0.45, why: 'By its structure, beside the task and the reference.', trust: 0.7 }),
  ],
];

function rule(criterion: string, found: Findings): Ruling {
  const ground = grounds.find(([pattern]) => pattern.test(criterion));
  if (ground) return ground[1](found);
  if (/\b(?:runs?|executes?|compiles?)\b/iu.test(criterion) && !/\bshows? that\b/iu.test(criterion)) {
    return {
      share: found.program.balanced ? found.relevance : 0,
      threshold: 0.5,
      why: 'By its brackets and what it uses; it was not run.',
      trust: 0.65,
    };
  }
  const used = usedOf(criterion, found.program);
  if (used !== undefined)
    return { share: Math.min(used, found.relevance + 0.5), threshold: 0.75, why: 'By what the program uses; it was not run.', trust: 0.75 };
  return { share: rightness(found), threshold: 0.6, why: 'By how much of it is like the reference.', trust: 0.6 };
}

/** The first line that does something, without comment. */
function lineOf(text: string, { tokens }: Program): string {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|\/\/|--|\*|\/\*|```|"""|''')/u.test(line) && line.trim() !== '');
  const keywords = [...new Set(tokens)].filter(isKeyword);
  const telling = lines.find((line) => keywords.some((keyword) => line.includes(keyword))) ?? lines[0] ?? '';
  return telling.replace(/\s*(?:#|\/\/|\/\*).*$/u, '').trim();
}

/** Programs are compared, not run. What comments and strings say is no evidence. */
export function createCodeJudge(question: MeasuredQuestion, text: string): (criterion: AskedCriterion) => Decision {
  const found = examine(question, text);
  const span = lineOf(text, found.program);
  return ({ text: criterion }) => {
    if (found.relevance === 0 || span === '')
      return { met: false, why: 'There is no program that does anything of the task.', span: '', certainty: 0.85 };
    const { share, threshold, why, trust } = rule(criterion, found);
    return {
      met: share >= threshold,
      why,
      span,
      certainty: Math.min(certaintyOf(share, threshold, trust), found.builtOtherwise ? 0.4 : 1),
    };
  };
}
