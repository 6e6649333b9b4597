import type { InjectionKind } from '@lectern/contract';
import { Extents, type Stretch } from './extent.ts';
import type { Finding } from './find-injections.ts';
import { addresses, declares, partsOf, type ProgramPart } from './program-parts.ts';
import { foldText } from './shadow.ts';

type Cut = Stretch & { kind: InjectionKind };

/** What of a program is cut: comments, what strings say, and prose between its lines; never a line that declares something. */
export function cutsInProgram(text: string, found: readonly Finding[]): Cut[] {
  const [extents, parts] = [new Extents(text), partsOf(text)];
  return found.flatMap((finding) => {
    const { kind, mild } = finding;
    const touched = parts.filter(({ from, to }) => from < finding.to && finding.from < to);
    const cuts = touched.length > 0 ? touched.map((part) => cutOf(part, finding, text)) : outside(text, finding, extents);
    const said = cuts.map(({ from, to }) => text.slice(from, to)).join(' ');
    if (mild && !addresses(foldText(said).text) && !(finding.block && startsClosed(text, finding))) return [];
    return cuts.filter(({ from, to }) => to > from).map((cut) => ({ ...cut, kind }));
  });
}

function cutOf({ from, to, inner, isLine }: ProgramPart, finding: Stretch, text: string): Stretch {
  if (isLine) return { from, to };
  const sentences = new Extents(text.slice(inner.from, inner.to)).sentencesOf({
    from: Math.max(finding.from, inner.from) - inner.from,
    to: Math.min(finding.to, inner.to) - inner.from,
  });
  const cut = { from: inner.from + sentences.from, to: inner.from + Math.min(sentences.to, inner.to - inner.from) };
  const isComment = inner.from - from > 1;
  const rest = text.slice(inner.from, cut.from) + text.slice(cut.to, inner.to);
  return isComment && rest.trim() === '' ? { from, to } : cut;
}

function outside(text: string, finding: Finding, extents: Extents): Stretch[] {
  const lineFrom = text.lastIndexOf('\n', finding.from) + 1;
  const lineEnd = text.indexOf('\n', finding.from);
  const line = text.slice(lineFrom, lineEnd < 0 ? text.length : lineEnd);
  const isName = /^[\p{L}\p{N}_$]+$/u.test(text.slice(finding.from, finding.to));
  if (isName || declares(line)) return [];
  return [finding.block ? extents.blockOf(finding) : extents.sentencesOf(finding)];
}

/** Whether a tag is closed that was never opened: it would end something that is not of the program. */
function startsClosed(text: string, { from, to }: Stretch): boolean {
  const name = /^<\s*\/\s*([\p{L}_-]+)/u.exec(text.slice(from, to).trim())?.[1];
  return name !== undefined && !new RegExp(`<\\s*${name}\\b`, 'iu').test(text.slice(0, from));
}
