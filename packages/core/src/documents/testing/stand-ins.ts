import type { Models, PdfReader } from '../../ports/index.ts';

/** A model that counts the texts it is paid for. */
export class CountingModels implements Models {
  readonly chatModel = 'chat';
  embeddingModel = 'embedding';
  readonly builtIn = true;
  embedded = 0;

  async writeItems() {
    return { items: [], invalid: 0, calls: [] };
  }

  async embed(texts: readonly string[]) {
    this.embedded += texts.length;
    const call = { provider: 'test', model: this.embeddingModel, purpose: 'embed', outcome: 'ok', errorCode: undefined } as const;
    return {
      vectors: texts.map((text) => [1, text.length / 10_000]),
      calls: [{ ...call, inputTokens: texts.length, outputTokens: 0, latencyMs: 1 }],
    };
  }

  async ping(): Promise<void> {}
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
