import type { InjectionKind, QuestionType } from '@lectern/contract';
import { decodeParts, escapePattern, unescapePart } from './decode.ts';
import type { Stretch } from './extent.ts';
import { findFakeJson } from './fake-json.ts';
import { moreRules } from './more-languages.ts';
import { otherRules } from './other-languages.ts';
import { pleaRules } from './plea-rules.ts';
import { englishRules, type Rule } from './rules.ts';
import { foldText, replaced, type Shadow, toClosed, toLatin, toReversed, toRot13, toUnleet, without } from './shadow.ts';

export interface Finding extends Stretch {
  kind: InjectionKind;
  block: boolean;
  /** In a program it counts only where it speaks to somebody. */
  mild: boolean;
}

export type AnswerType = QuestionType | 'reasoning';

const allRules: readonly Rule[] = [...englishRules, ...pleaRules, ...otherRules, ...moreRules];
const rulesForReasons = allRules.filter(({ reasons }) => reasons !== true);
/** A hostile text may have thousands of places; so many are enough to know. */
const mostFindings = 200;

function* matches(text: string, rules: readonly Rule[]): Generator<{ rule: Rule; from: number; to: number }> {
  for (const rule of rules) {
    if (!rule.needs.some((word) => text.includes(word))) continue;
    let left = mostFindings;
    for (const { 0: found, index } of text.matchAll(rule.pattern)) {
      if (found.trim() !== '') yield { rule, from: index, to: index + found.length };
      left -= 1;
      if (left === 0) break;
    }
  }
}

/** Where a stretch of a shadow stands in its text. */
function origin({ from, to }: Shadow, stretch: Stretch): Stretch {
  const places = [from[stretch.from] ?? 0, to[stretch.from] ?? 0, from[stretch.to - 1] ?? 0, to[stretch.to - 1] ?? 0];
  return { from: Math.min(...places), to: Math.max(...places) };
}

function findIn(shadow: Shadow, type: AnswerType, kind?: InjectionKind): Finding[] {
  const found: Finding[] = [];
  for (const { rule, ...stretch } of matches(shadow.text, type === 'reasoning' ? rulesForReasons : allRules)) {
    const { block = false, mild = false } = rule;
    found.push({ ...origin(shadow, trimmed(shadow.text, stretch)), kind: kind ?? rule.kind, block, mild });
  }
  for (const stretch of findFakeJson(shadow.text))
    found.push({ ...origin(shadow, stretch), kind: kind ?? 'fake_grade', block: false, mild: false });
  return found;
}

/** Without the end of the sentence before, which a pattern may begin with. */
function trimmed(text: string, { from, to }: Stretch): Stretch {
  const lead = /^(?:[^\p{L}\p{N}\s]?[^\S\n]*\n\s*|[\s.!?:;,]*)/u.exec(text.slice(from, to))?.[0].length ?? 0;
  return { from: Math.min(from + lead, to - 1), to };
}

/** Words written so that no space is between them. */
const closed =
  /(?:ignore|disregard|forget|override)(?:all|any|the|your|my|these|every)*(?:previous|prior|above|earlier|former|instruction|rule|rubric|criteri|prompt|command)|(?:give|award|grant)(?:(?:me|this|it|answer)+(?:full|max|all|top|100|perfect|the)*|(?:full|max|all|top|100|perfect|the)+)(?:mark|point|score|credit|grade)|fullmarks|fullpoints|fullcredit|maximum(?:points|score|marks)|systemprompt|youarenow|allcriteria(?:are)?met|newinstructions?/gu;

function findClosed(shadow: Shadow): Finding[] {
  return [...shadow.text.matchAll(closed)].slice(0, mostFindings).map(({ 0: found, index }) => ({
    ...origin(shadow, { from: index, to: index + found.length }),
    kind: 'encoded_text' as const,
    block: false,
    mild: true,
  }));
}

/** What stands between quotation marks, one behind the other: parts of something that is to be put together. */
function toJoined(folded: Shadow, between: string): Shadow {
  const kept: Shadow = { text: '', from: [], to: [] };
  const texts: string[] = [];
  for (const { 2: part = '', index } of folded.text.matchAll(/(["'`“])([^"'`“”\n]{1,200})["'`”]/gu)) {
    texts.push(part + between);
    for (let at = 0; at < part.length; at += 1) {
      kept.from.push(folded.from[index + 1 + at] ?? 0);
      kept.to.push(folded.to[index + 1 + at] ?? 0);
    }
    for (let more = 0; more < between.length; more += 1) {
      kept.from.push(kept.to.at(-1) ?? 0);
      kept.to.push(kept.to.at(-1) ?? 0);
    }
  }
  return { ...kept, text: texts.length > 1 ? texts.join('') : '' };
}

/** Marks that set letters in another style, tags of style, and hyphens at the ends of lines. */
const styling =
  /[*_~`|\\{}]+|<\/?(?:b|i|u|em|strong|span|s|sub|sup|font|small|big|mark|code|wbr|br)\b[^<>\n]{0,80}>|-\n\s*|<!--[^\n]{0,200}?-->/gu;

/** Findings in other forms of the text, which count only where the form is another one. */
function findDisguised(text: string, folded: Shadow, type: AnswerType): Finding[] {
  const found: Finding[] = [];
  const look = (shadow: Shadow, kind?: InjectionKind) => {
    if (shadow.text !== folded.text && shadow.text !== '') found.push(...findIn(shadow, type, kind));
  };
  look(toLatin(folded), 'encoded_text');
  look(toUnleet(toLatin(folded)), 'encoded_text');
  const single = toClosed(folded);
  if (single.text !== folded.text) found.push(...findClosed(single), ...findIn(single, type, 'encoded_text'));
  look(without(folded, styling));
  look(replaced(folded, escapePattern, unescapePart), 'encoded_text');
  for (const between of ['', ' ']) {
    const joined = toJoined(folded, between);
    look(joined, 'encoded_text');
    found.push(...findClosed(joined));
  }
  found.push(...findClosed(without(folded, /(?<=\p{L})[._\-*·|+]+(?=\p{L})/gu)));
  for (const other of [toReversed(folded), toRot13(folded)]) found.push(...findCommands(other));
  for (const { from, to, text: decoded } of decodeParts(text)) {
    if (findInjections(decoded, type, false).length > 0 || suspicious.test(foldText(decoded).text))
      found.push({ from, to, kind: 'encoded_text', block: false, mild: false });
  }
  return found;
}

/** Reversed or shifted letters are words only where somebody meant them to be. */
function findCommands(shadow: Shadow): Finding[] {
  if (!/ignor|instruct|point|marks|grade|score|rubric|criteri|teacher|award|please|this|answer|student/u.test(shadow.text)) return [];
  return [...matches(shadow.text, [...englishRules, ...pleaRules])].flatMap(({ rule, from, to }) =>
    rule.kind === 'fake_delimiter' || rule.kind === 'markup'
      ? []
      : [{ ...origin(shadow, { from, to }), kind: 'encoded_text' as const, block: false, mild: false }],
  );
}

/** Words that an answer has no use for once it is known to address whoever grades. */
export const suspicious =
  /\b(?:ignor(?:e|ing)|disregard|overrid(?:e|ing)|instructions?|prompts?|rubric|criteri(?:on|a)|grad(?:er?s?|ed|ing)|examiners?|evaluators?|points?|marks?|scor(?:e[ds]?|ing)|full|perfect|awards?|credits?|approved|confirmed|teachers?|professor|assistant|system|lenient|generous|obey|comply|deserves?|met|c\d|a\d|100|a\+|payload|decode|execute|concatenate|combine|base64|rot13|reverse[d]?|backwards|hex|you (?:are|must|should|will)|please|ai|language model|answers?)\b|punkt|bewert|\bnot[ae]\b|критери|балл|оценк|инструкц|分|评|指示|採点|درج|تعليم/u;

/** Everything in a text that addresses whoever grades it; empty for an honest answer. */
export function findInjections(text: string, type: AnswerType, disguised = true): Finding[] {
  const folded = foldText(text);
  const found = [...findIn(folded, type), ...(disguised ? findDisguised(text, folded, type) : [])];
  return type === 'coding' ? found : found.filter((finding) => !isSpokenOf(text, finding));
}

const attack = /\b(?:prompt injections?|injections?|jailbreaks?|attack(?:er)?s?|hackers?|malicious|adversar\w+)\b[^.!?\n]*$/iu;
const grades =
  /\b(?:marks?|points?|scor\w+|grad\w+|credits?|rubric|criteri\w+|answers?|students?|full|correct|pass\w*|teacher|award|met|c\d|100|10)\b/iu;

/** Whether it is quoted in a sentence about attacks, and says nothing of grades: a course on security speaks of such. */
function isSpokenOf(text: string, { from: start, to }: Stretch): boolean {
  const from = start + (/^[\s"'“„«]*/u.exec(text.slice(start, to))?.[0].length ?? 0);
  const lineFrom = text.lastIndexOf('\n', from) + 1;
  const before = text.slice(Math.max(lineFrom, from - 300), from);
  const open = /["“„«](?:[^"“”„«»]{0,60})$/u.exec(before);
  const close = /^[^"“”„«»\n]{0,200}["”“»]/u.exec(text.slice(Math.max(from + 1, to - 1), to + 201));
  if (!open || !close || !attack.test(before.slice(0, open.index))) return false;
  const inside = text.slice(from - open[0].length + 1, Math.max(from + 1, to - 1) + close[0].length - 1);
  return !/["“”„«»\n]/u.test(inside) && !grades.test(inside);
}
