import fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askSkill } from '../../fixtures/ask-skill.ts';
import { cellText, energyText, germanText, loopText } from '../../fixtures/texts.ts';
import { type LocalModel, startLocalModel } from '../../index.ts';
import { type SectionSummary, SectionSummarySchema } from './skill.ts';

let model: LocalModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startLocalModel({ host: '127.0.0.1', port: 0 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => model.close());

async function summarize(...sections: readonly { heading: string; text: string; id?: string }[]): Promise<SectionSummary[]> {
  const blocks = sections.map(
    ({ heading, text, id }) => `<section${id === undefined ? '' : ` id="${id}"`} heading="${heading}">\n${text}\n</section>`,
  );
  const answer = await askSkill(client, 'summarize_section', blocks.join('\n'));
  return z.strictObject({ items: z.array(SectionSummarySchema.strict()) }).parse(answer).items;
}

const oneLine = (text: string) => text.replaceAll(/\s+/gu, ' ');

describe('a section in two sentences', () => {
  test('they are the text’s own, can stand alone, and come with the terms that the section teaches', async () => {
    const items = await summarize({ heading: 'Loops', text: loopText }, { heading: 'Moving substances', text: energyText });
    const [loops, energy] = items;
    expect(items.map(({ section }) => section)).toEqual(['s1', 's2']);
    for (const [index, text] of [loopText, energyText].entries()) {
      const sentences = items[index]?.summary.split(/(?<=\.) /u) ?? [];
      expect(sentences).toHaveLength(2);
      for (const sentence of sentences) {
        expect(oneLine(text)).toContain(sentence);
        expect(sentence).not.toMatch(/^(?:They|It)\b|shown above|https|Write a/u);
      }
    }
    expect(loops?.terms).toEqual(expect.arrayContaining(['loop', 'infinite loop']));
    expect(energy?.terms).toEqual(expect.arrayContaining(['osmosis', 'diffusion', 'active transport']));
    expect(energy?.terms.length).toBeLessThanOrEqual(8);
  });

  test('sections are told apart by the ids that they came with', async () => {
    const items = await summarize({ id: 'cells', heading: 'Cells', text: cellText }, { id: 'loops', heading: '', text: loopText });
    expect(items.map(({ section }) => section)).toEqual(['cells', 'loops']);
  });

  test('German sections get German sentences and words', async () => {
    const [item] = await summarize({ heading: 'Die Zelle', text: germanText });
    for (const sentence of item?.summary.split(/(?<=\.) /u) ?? []) expect(oneLine(germanText)).toContain(sentence);
    expect(item?.terms).toContain('Energie');
  });

  test('a section of nothing but code has no summary; a prompt without sections is refused', async () => {
    const [item] = await summarize({ heading: 'Listing', text: 'for i in range(3):\nprint(i)\nx = [1, 2]' });
    expect(item).toMatchObject({ section: 's1', summary: '' });
    await expect(askSkill(client, 'summarize_section', 'Sum it up!')).rejects.toThrow(/<section heading/u);
  });

  test('arbitrary text never breaks an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
        expect(await summarize({ heading: 'x', text: `${text}\n${cellText}` })).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});
