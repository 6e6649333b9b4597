import type { Stretch } from './extent.ts';

/** A comment or a string of a program: what in it a person reads and no machine does. */
export interface ProgramPart extends Stretch {
  /** What it says, without its marks. */
  inner: Stretch;
  isLine: boolean;
}

const parts =
  /(?<block>(?<open>\/\*+|<!--|"""|''')(?<said>[\s\S]*?)(?<close>\*\/|-->|"""|'''|$(?![\s\S])))|(?<line>(?:(?<!:)\/\/|(?<=^|\s)#(?!include|define|\[)|(?<=^|\s|;)--(?=\s))[^\n]*)|(?<string>"(?:\\[^\n]|[^"\\\n])*"|'(?:\\[^\n]|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)/gmu;

/** The comments and strings of a program, in order. */
export function partsOf(text: string): ProgramPart[] {
  return [...text.matchAll(parts)].map(({ 0: found, index: from, groups = {} }) => {
    const to = from + found.length;
    const { open = '', close = '', block, line } = groups;
    if (line !== undefined) return { from, to, inner: { from, to }, isLine: true };
    const inner = block === undefined ? { from: from + 1, to: to - 1 } : { from: from + open.length, to: to - close.length };
    return { from, to, inner, isLine: false };
  });
}

const declaration =
  /^\s*(?:(?:export|default|public|private|protected|static|final|abstract|async|inline|pub|virtual|override)\s+)*(?:(?:def|function\*?|func|fn|fun|class|struct|interface|enum|trait|impl|sub|proc)\s+[\p{L}_$][\p{L}\p{N}_$]*\s*[(:<{]|(?:const|let|var|val)\s+[\p{L}_$][\p{L}\p{N}_$]*\s*[=:;]|(?:int|float|double|bool|boolean|string|char|void|long|auto|String)(?:\[\])?\s+[\p{L}_$][\p{L}\p{N}_$]*\s*[=(;])/u;
const statement =
  /^\s*(?:return|import|from|print|echo|select|where|order by|group by|insert|update|delete|set|begin|end|if|else|elif|for|while|do|puts|case|break|continue|pass|yield|raise|throw|try|except|finally|use|using|with)\b/iu;

/** Whether a line, apart from its comments and strings, gives something a name. */
export function declares(line: string): boolean {
  return declaration.test(line);
}

/** Whether a line does something, rather than being prose that somebody wrote between the lines. */
export function isProgramLine(line: string): boolean {
  return /[;{}()=[\]]/u.test(line) || declares(line) || (statement.test(line) && (line.match(/\p{L}+/gu)?.length ?? 0) < 6);
}

/** Words by which what stands in a program turns to whoever reads it for a grade. */
const address =
  /\b(?:give|award|grant|assign|mark|grade|rate|score|treat|consider|accept|pass) (?:me|this|it|my)\b|\b(?:this|my|the above|above) (?:answer|program|code|solution|submission|response|work|attempt|student)\b|\b(?:please|pls|graders?|examiners?|evaluators?|reviewers?|rubric|criteri(?:on|a)|assistant|language model|ai|llm|chatgpt|you (?:must|should|will|are|have))\b|\bi (?:deserve|need|want)\b/u;

export function addresses(folded: string): boolean {
  return address.test(folded);
}
