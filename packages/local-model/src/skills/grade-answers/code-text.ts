/** A program as far as it does something: without comments, and with strings that say nothing. */
export interface Program {
  tokens: readonly string[];
  /** The tokens with the names that it gives itself made alike: what it does, whoever wrote it. */
  shape: ReadonlySet<string>;
  lines: readonly string[];
  balanced: boolean;
  names: readonly string[];
}

const pieces =
  /(?<comment>\/\*[\s\S]*?(?:\*\/|$)|(?:\/\/|#(?!\[))[^\n]*|--\s[^\n]*|<!--[\s\S]*?(?:-->|$)|(?:"""|''')[\s\S]*?(?:"""|'''|$))|(?<string>"(?:\\[^\n]|[^"\\\n])*["\\]?|'(?:\\[^\n]|[^'\\\n])*['\\]?|`(?:\\[\s\S]|[^`\\])*[`\\]?)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<number>\d[\d._]*)|(?<sign>[-+*/%=<>!&|^~]{1,3}|[()[\]{}:;,.?@])/gu;

const keywords = new Set(
  (
    'for while do if else elif switch case match break continue return yield function def fn func class struct enum new try catch except finally throw raise ' +
    'import from in of is not and or lambda let const var int float double bool boolean string str char void public private static async await with as pass del ' +
    'print len range sum min max sorted sort map filter reduce input console log set dict list tuple true false null none select where group order by join insert update delete'
  ).split(' '),
);

export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}

/** What of an answer is program: what stands in fences where there are any, without comments and what strings say. */
export function readProgram(text: string): Program {
  const fenced = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)(?:^```|$(?![\s\S]))/gmu)].map(([, code = '']) => code);
  const source = withoutProse(fenced.length > 0 ? fenced.join('\n') : text);
  const tokens: string[] = [];
  const names: string[] = [];
  const shaped: string[] = [];
  let bare = '';
  let end = 0;
  for (const found of source.matchAll(pieces)) {
    const { comment, string, word, number } = found.groups ?? {};
    bare += source.slice(end, found.index);
    end = found.index + found[0].length;
    bare += comment === undefined ? (string === undefined ? found[0] : '""') : comment.replaceAll(/[^\n]/gu, '');
    if (comment !== undefined) continue;
    const token = string === undefined ? found[0] : '""';
    tokens.push(token);
    if (word !== undefined && !isKeyword(word)) names.push(word);
    shaped.push(word === undefined ? (number ?? token) : isKeyword(word) ? word.toLowerCase() : isCalled(source, end) ? `${word}(` : 'x');
  }
  bare += source.slice(end);
  return {
    tokens,
    names,
    shape: pairsOf(shaped),
    lines: bare.split('\n').filter((line) => line.trim() !== ''),
    balanced: isBalanced(tokens),
  };
}

/** Without lines where words stand in a row that no language has. */
function withoutProse(source: string): string {
  return source
    .split('\n')
    .filter((line) => /"""|'''|\/\*|\*\/|`/u.test(line) || !isProse(line))
    .join('\n');
}

function isProse(line: string): boolean {
  const said = line.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:\/\/|#|--\s|<!--).*$/gu, ';').replaceAll(/>[^<>]*</gu, '><');
  const words = said.split(/[^\p{L}\p{N}_$\s'’-]+/u).map((row) => row.split(/\s+/u).filter((word) => /^[\p{L}'’-]+$/u.test(word)));
  return words.some(
    (row) => row.length >= 3 && row.some((_, at) => at + 3 <= row.length && row.slice(at, at + 3).every((word) => !isKeyword(word))),
  );
}

function isCalled(source: string, end: number): boolean {
  return source[end] === '(' && source[end - 1] !== ' ';
}

function pairsOf(tokens: readonly string[]): ReadonlySet<string> {
  return new Set(tokens.map((token, place) => `${token} ${tokens[place + 1] ?? ''}`));
}

const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function isBalanced(tokens: readonly string[]): boolean {
  const open: string[] = [];
  for (const token of tokens) {
    if ('([{'.includes(token)) open.push(token);
    else if (closing[token] !== undefined && open.pop() !== closing[token]) return false;
  }
  return open.length === 0;
}

/** How alike two programs are in what they do, 0 to 1. */
export function likeness(one: Program, other: Program): number {
  let shared = 0;
  for (const pair of one.shape) if (other.shape.has(pair)) shared += 1;
  return one.shape.size + other.shape.size === 0 ? 0 : (2 * shared) / (one.shape.size + other.shape.size);
}

/** Whether a text is a program rather than prose: its share of signs and of lines that end as programs do. */
export function looksLikeCode(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const like = lines.filter((line) =>
    /[;{}:]\s*$|^\s*(?:[\w.]+\s*[-+*/]?=[^=]|[\w.]+\(.*\)\s*$|(?:return|import|from|for|while|if|def|class|print|let|const|var)\b.*[(=:;])/u.test(
      line,
    ),
  );
  return lines.length > 0 && like.length / lines.length >= 0.4 && !/^[\p{Lu}][^\n=;{}]*\.$/u.test(text.trim());
}
