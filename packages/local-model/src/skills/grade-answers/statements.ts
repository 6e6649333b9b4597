import type { Clause, ReadText } from './answer-text.ts';

/** What says a thing only to deny it, to ask for it, or to point to where it may stand. */
const disclaims =
  /\b(?:it(?: is|['’]s| was| would be)(?: \w+)? (?:false|wrong|untrue|incorrect|a (?:myth|misconception|mistake|lie)|not (?:true|correct|right))(?: to \w+)?(?: that)?\b|(?:wrongly|falsely|mistakenly|erroneously) (?:believ|think|thought|sa[iy]|claim|assum|stat|held|hold)\w*|(?:believ|think|thought|sa[iy]|claim|assum|stat)\w* (?:wrongly|falsely|mistakenly|erroneously)|anything but\b|as (?:i |we |was |already |i have |i already )?(?:said|mentioned|stated|written|explained)\b|the parts? about\b|everything in the (?:reference|answer|text|rubric)\b|reference answer\b)/iu;
/** Both directions say none. */
const direction = /\bfrom (?:an? |the )?(\w{1,30})[^.!?\n]{0,40}?\bto (?:an? |the )?(\w{1,30})\b/giu;
/** A criterion told as a criterion: the answer of nobody. */
const rubricVoice =
  /^[^\p{L}]*(?:c?\d+\W+)?(?:(?:the |my |this )?(?:answer|student|response)\s+)?(?:says|mentions|states|explains|describes|identifies|recogni[sz]es|points out)\s+(?:that|how|why|what|when|[“"„«'])/iu;

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function saysBothWays(said: string): boolean {
  if (!/\bor\b/iu.test(said)) return false;
  const ways = new Set([...said.matchAll(direction)].map(([, from = '', to = '']) => `${from} ${to}`.toLowerCase()));
  return [...ways].some((way) => ways.has(way.split(' ').toReversed().join(' ')));
}

function isCopied(said: string, criteria: readonly string[]): boolean {
  const whole = plain(said);
  return criteria.some((criterion) => criterion.length > 0 && whole.includes(criterion));
}

/** What the answer states: without its questions, what it only speaks of, and copies of the criteria. */
export function statementsOf(read: ReadText, criteria: readonly string[]): ReadText {
  const told = criteria
    .filter((criterion) => rubricVoice.test(criterion))
    .map((criterion) => plain(criterion.split(/[.,;](?:\s|$)/u)[0] ?? ''));
  const asks = ({ end }: Clause) => /^[^\p{L}\p{N}\n]{0,5}?[?？؟]/u.test(read.text.slice(end, end + 6));
  const kept = [...Map.groupBy(read.clauses, ({ sentence }) => sentence).values()].flatMap((clauses) => {
    const last = clauses.at(-1);
    if (!last || asks(last)) return [];
    return partsOf(read.text, clauses)
      .filter((part) => {
        const said = read.text.slice(part[0]?.start, part.at(-1)?.end);
        return !disclaims.test(said) && !saysBothWays(said) && !rubricVoice.test(said) && !isCopied(said, told);
      })
      .flat();
  });
  return { ...read, clauses: kept };
}

/** What stands before and after a semicolon or a `but`: the one may be called false and the other not. */
function partsOf(text: string, clauses: readonly Clause[]): Clause[][] {
  const parts: Clause[][] = [];
  for (const [at, clause] of clauses.entries()) {
    const between = text.slice(clauses[at - 1]?.end ?? clause.start, clause.start);
    const turns = between.includes(';') || /^(?:but|instead|rather|in fact)\b/iu.test(text.slice(clause.start, clause.end));
    const open = parts.at(-1);
    // `anything but` is one.
    if (open && (!turns || /\banything\s*$/iu.test(text.slice(0, clause.start).slice(-30)))) open.push(clause);
    else parts.push([clause]);
  }
  return parts;
}
