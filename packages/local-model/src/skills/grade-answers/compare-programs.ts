import type { Program } from './code-text.ts';

const loops = /\b(?:for|while|loop|forEach)\b/u;
const whole = /\b(?:sum|map|filter|reduce|join|max|min|sorted|any|all|len|count|some|every)\s*\(|[[({][^\])}\n]*\bfor\b[^\])}\n]*\bin\b/u;

/** Numbers, operators and the names of calls: what makes one program do another thing than a program of the same shape. */
const control = /^(?:if|elif|else|while|for|return|switch|case|not|and|or|in|is|catch|except|yield|await|lambda|of|with)$/u;

function tellingOf({ tokens }: Program): string[] {
  const own = new Set(tokens.filter((_, place) => /^(?:def|function|func|fn|class)$/u.test(tokens[place - 1] ?? '')));
  return tokens
    .flatMap((token, place) => {
      if (/^\d/u.test(token)) return [String(Number(token.replaceAll('_', '')))];
      if (/^[-+*/%<>!&|^~=]/u.test(token) && token !== '=' && token !== '->' && token !== '=>')
        return [token.length > 1 && /^[-+*/%]=$/u.test(token) ? token.slice(0, -1) : token];
      return tokens[place + 1] === '(' && /^[\p{L}_]/u.test(token) && !control.test(token) && !own.has(token) ? [token] : [];
    })
    .toSorted();
}

/** Whether two programs calculate with the same numbers, operators and calls, whatever the names. */
export function calculatesAlike(one: Program, other: Program): boolean {
  return tellingOf(one).join(' ') === tellingOf(other).join(' ');
}

/** Whether one of two programs repeats by itself what the other leaves to the language. */
export function isBuiltOtherwise(one: Program, other: Program): boolean {
  const [mine, its] = [one, other].map(({ lines }) => lines.join('\n'));
  const repeats = (source = '') => /^\s*(?:for|while|loop)\b/mu.test(source) || /\.forEach\(/u.test(source);
  const [a, b] = [repeats(mine), repeats(its)];
  return a !== b && (a ? !loops.test(its ?? '') || whole.test(its ?? '') : whole.test(mine ?? ''));
}

const idle =
  /^\s*(?:(?:export|public|private|static|async)\s+)*(?:(?:def|function|func|fn|class)\b.*|(?:int|float|double|void|boolean|string)\s+\w+\s*\(.*|import\b.*|from\b.*|pass|\.\.\.|(?:(?:const|let|var|int|float|double|string)\s+)?[\w.]+\s*=\s*(?:None|null|true|false|-?[\d._]+|""|\[\]|\{\})|[{}();\]]*|return(?:\s+(?:None|null|undefined|nil|true|false|-?[\d._]+|""|\[\]|\{\}))?|print\(\s*(?:""|[\d.]*)\s*\))\s*[;:{}]*\s*$/iu;

/** Whether a program only declares, or gives the same back whatever comes in. */
export function isIdle({ lines }: Program): boolean {
  return lines.every(
    (line) => idle.test(line) && !/:\s*return\s+(?!None\b|-?[\d._]+\s*$)\S|\{.*\breturn\b.*\w+\s*[-+*/%(.].*\}/u.test(line),
  );
}
