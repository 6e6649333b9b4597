import { FreeModels } from '../../models/testing/free-models.ts';
import type { Models, PdfReader, StructuredRequest } from '../../ports/index.ts';

/** A model that counts what it is paid for: texts and summaries. */
export class CountingModels extends FreeModels implements Models {
  readonly chatModel = 'chat';
  embeddingModel = 'embedding';
  readonly builtIn = true;
  embedded = 0;
  summarized = 0;
  /** What it says of a section; throws where a test wants it to. */
  summarize: () => { summary: string; terms: string[] } = () => ({ summary: 'Water rises from the sea.', terms: ['water', 'sea'] });

  async writeItems<Item>({ user, item }: StructuredRequest<Item>) {
    this.summarized += 1;
    const names = [...user.matchAll(/^<section id="(\w+)"/gmu)].map(([, name]) => name);
    return { items: names.map((section) => item.parse({ section, ...this.summarize() })), invalid: 0, calls: [] };
  }

  async embed(texts: readonly string[]) {
    this.embedded += texts.length;
    const call = { provider: 'test', model: this.embeddingModel, purpose: 'embed', outcome: 'ok', errorCode: undefined } as const;
    return {
      vectors: texts.map((text) => [1, text.length / 10_000]),
      calls: [{ ...call, inputTokens: texts.length, cachedTokens: 0, outputTokens: 0, salvagedItems: 0, lostItems: 0, latencyMs: 1 }],
    };
  }
}

/** Every PDF has one page, long enough for a dozen passages. */
export class OnePagePdfs implements PdfReader {
  async inspect() {
    return { pageCount: 1, title: undefined, bookmarks: [] };
  }

  async extract() {
    const sentences = Array.from({ length: 250 }, (_, at) => `Sentence ${at} tells how the water rises from the sea into the air.`);
    return [{ page: 1, text: sentences.join(' ') }];
  }

  async close(): Promise<void> {}
}
