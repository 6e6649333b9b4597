import type { InjectionFlag, InjectionKind } from '@lectern/contract';
import { cutsInProgram } from './cuts-in-program.ts';
import { Extents, mergeStretches, type Stretch } from './extent.ts';
import { type AnswerType, findInjections, suspicious } from './find-injections.ts';
import { stripHidden } from './hidden-characters.ts';
import { isProgramLine } from './program-parts.ts';
import { foldText } from './shadow.ts';

export interface CleanedAnswer {
  /** What is graded: the answer without what addresses whoever grades, and without characters that nobody sees. */
  text: string;
  /** What was found; empty for an honest answer. */
  flags: InjectionFlag[];
}

const mostFlags = 20;
const excerptChars = 200;

/** What is cut may leave something whose parts it stood between: so often the rest is looked at again. */
const mostRounds = 4;

/** Takes out of an answer what tries to instruct whoever grades it. */
export function cleanAnswer(original: string, type: AnswerType): CleanedAnswer {
  const { text: visible, flags } = stripHidden(original);
  let text = visible;
  for (let round = 0; round < mostRounds; round += 1) {
    const cuts = cutsIn(text, type);
    if (cuts.length === 0) return { text, flags };
    for (const { from, to, kind } of cuts) addFlag(flags, kind, text.slice(from, to));
    text = withoutStretches(text, mergeStretches([...cuts, ...sweep(text, new Extents(text), type)]));
  }
  return { text: cutsIn(text, type).length === 0 ? text : '', flags };
}

type Cut = Stretch & { kind: InjectionKind };

function cutsIn(text: string, type: AnswerType): Cut[] {
  const found = findInjections(text, type);
  if (type === 'coding') return found.length === 0 ? [] : cutsInProgram(text, found);
  const extents = new Extents(text);
  const cuts = found.map(({ kind, block, from, to }) => ({
    ...(block ? extents.blockOf({ from, to }) : extents.sentencesOf({ from, to })),
    kind,
  }));
  return [...cuts, ...commentsIn(text).map((stretch) => ({ ...stretch, kind: 'markup' as const }))];
}

/** Comments of HTML that say something: a page would not show them. */
function commentsIn(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (let from = text.indexOf('<!--'); from >= 0; from = text.indexOf('<!--', found.at(-1)?.to ?? from + 4)) {
    const end = text.indexOf('-->', from);
    found.push({ from, to: end < 0 ? text.length : end + 3 });
  }
  return found.filter(({ from, to }) => (text.slice(from, to).match(/\p{L}+/gu)?.length ?? 0) >= 4);
}

function addFlag(flags: InjectionFlag[], kind: InjectionKind, found: string): void {
  const excerpt = found.replaceAll(/\s+/gu, ' ').trim().slice(0, excerptChars);
  if (flags.length < mostFlags && excerpt !== '' && !flags.some((flag) => flag.kind === kind && flag.excerpt === excerpt))
    flags.push({ kind, excerpt });
}

const comment = /^\s*(?:#|\/\/|\/\*|\*|--|"""|'''|<!--)/u;

/** Sentences beside what was found that would be of use only to it. In programs, only comments and prose. */
function sweep(text: string, extents: Extents, type: AnswerType): Stretch[] {
  return [...extents.sentences()].flatMap(({ from: start, to: end }) => {
    const to = text[end - 1] === '\n' ? end - 1 : end;
    const said = text.slice(start, to);
    const mark = type === 'coding' ? extents.commentIn(start, to) : undefined;
    const isProgram = type === 'coding' && mark === undefined && isProgramLine(said) && !comment.test(said);
    const from = mark ?? start;
    return !isProgram && suspicious.test(foldText(text.slice(from, to)).text) ? [{ from, to }] : [];
  });
}

function withoutStretches(text: string, stretches: readonly Stretch[]): string {
  const kept: string[] = [];
  let end = 0;
  for (const { from, to } of stretches) {
    kept.push(text.slice(end, from));
    end = to;
  }
  kept.push(text.slice(end));
  return kept
    .join('')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .replace(/^\s*\n/u, '')
    .trimEnd();
}
