import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { contentStems } from '../../text/words.ts';
import type { Skill, SkillContext } from '../skill.ts';
import { Material } from '../write-questions/material.ts';
import { frequentWords, keyTerms } from './key-terms.ts';
import { parsePrompt, type SectionText } from './request.ts';
import { summarize } from './summary.ts';

export const SectionSummarySchema = z.object({
  section: z.string(),
  /** Sentences of the section, word for word; empty where it has none. */
  summary: z.string(),
  terms: z.array(z.string()).max(8),
});
export type SectionSummary = z.infer<typeof SectionSummarySchema>;

function summarizeSection({ id, heading, text }: SectionText, { analyser }: SkillContext): SectionSummary {
  const analysis = analyser.analyse(text, 'en');
  const english = analysis.language === 'en';
  const material = english ? new Material([{ id, heading, analysis }]) : undefined;
  return {
    section: id,
    summary: summarize(analysis.sentences, material, contentStems(heading)),
    terms: material ? keyTerms(material) : frequentWords(text, analysis.language),
  };
}

/** Picks the two sentences that say most of each section, and the terms that it teaches. */
export const summarizeSectionSkill: Skill<SectionText[], { items: SectionSummary[] }> = {
  name: 'summarize_section',
  parse: (messages) => parsePrompt(messages.findLast(({ role }) => role === 'user')?.text ?? ''),
  answer: async (sections, context) => {
    const items: SectionSummary[] = [];
    for (const section of sections) {
      context.signal.throwIfAborted();
      items.push(summarizeSection(section, context));
      await nextTurn();
    }
    return { items };
  },
  output: z.object({ items: z.array(SectionSummarySchema) }),
};
