import { AppError } from '@lectern/contract';
import { chunks, sections } from '@lectern/db';
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '../ctx.ts';
import type { TaskHandler, TaskRun } from '../jobs/types.ts';
import { answerOnce } from '../models/answer-once.ts';
import { modelsFor } from '../models/models-for.ts';
import type { WorkDeps } from '../work-deps.ts';
import { cleanWrittenSummary, fitSummary } from './clean-summary.ts';
import { getSource } from './ingest-handlers.ts';
import {
  outlineMaxOutputTokens,
  outlineMessage,
  outlinePromptVersion,
  outlinePurpose,
  outlineSystem,
  WrittenSummary,
  type PromptSection,
} from './outline-prompt.ts';
import { chosenChunks, sectionText } from './section-text.ts';

type OutlineTask = TaskRun<'document.outline'>;
type SectionRow = typeof sections.$inferSelect;

/** Has a range of sections summed up in one call. What the model leaves out stays without a summary. */
export const outlineSections: TaskHandler<'document.outline', WorkDeps> = async (deps, task) => {
  await getSource(deps.ctx, task.payload);
  const wanted = await readTexts(deps.ctx, task.payload);
  if (wanted.length === 0) return undefined;
  const written = new Map((await askOnce(deps, task, wanted)).map((summary) => [summary.section, summary]));
  const summed = wanted.flatMap(({ id, name, text }) => {
    const summary = written.get(name);
    return summary === undefined ? [] : [{ id, ...fitSummary(summary, text) }];
  });
  return async (tx) => {
    for (const { id, summary, terms } of summed) await tx.update(sections).set({ summary, terms }).where(eq(sections.id, id));
  };
};

interface WantedSection extends PromptSection {
  id: string;
}

/** The sections of the range that have a text. */
async function readTexts(ctx: Ctx, { documentId, revision, from, to }: OutlineTask['payload']): Promise<WantedSection[]> {
  const all = await ctx.db
    .select()
    .from(sections)
    .where(and(eq(sections.documentId, documentId), eq(sections.revision, revision)))
    .orderBy(asc(sections.ordinal));
  const wanted = all.filter(({ ordinal }) => ordinal >= from && ordinal <= to);
  const ordinals = [...new Set(wanted.flatMap(chosenChunks))];
  if (ordinals.length === 0) return [];
  const read = await ctx.db
    .select({ ordinal: chunks.ordinal, text: chunks.text })
    .from(chunks)
    .where(and(eq(chunks.documentId, documentId), eq(chunks.revision, revision), inArray(chunks.ordinal, ordinals)));
  const texts = new Map(read.map(({ ordinal, text }) => [ordinal, text]));
  return wanted.flatMap((section) => {
    const text = sectionText(section, nextBeside(all, section), texts);
    return text === '' ? [] : [{ id: section.id, name: `s${section.ordinal + 1}`, heading: section.title, text }];
  });
}

/** The section that this one, with all that stands under it, ends at. */
function nextBeside(all: readonly SectionRow[], { ordinal, depth }: SectionRow): SectionRow | undefined {
  return all.find((other) => other.ordinal > ordinal && other.depth <= depth);
}

/** By the message: the same text read again, or uploaded to another course, is not paid for again either. */
async function askOnce({ ctx, models }: WorkDeps, task: OutlineTask, wanted: readonly WantedSection[]): Promise<WrittenSummary[]> {
  const message = outlineMessage(wanted);
  const asked = {
    purpose: outlinePurpose,
    model: models.chatModel,
    promptVersion: outlinePromptVersion,
    input: message,
    documentIds: [task.payload.documentId],
    item: WrittenSummary,
  };
  return answerOnce(ctx, task, asked, async () => {
    const { items } = await modelsFor({ ctx, models }, task).writeItems(
      {
        purpose: outlinePurpose,
        system: outlineSystem,
        user: message,
        item: WrittenSummary,
        maxOutputTokens: outlineMaxOutputTokens,
      },
      { signal: task.signal },
    );
    const known = items.filter(({ section }) => wanted.some(({ name }) => name === section));
    if (known.length === 0) throw new AppError('model_unusable_output');
    return known.map(cleanWrittenSummary);
  });
}
