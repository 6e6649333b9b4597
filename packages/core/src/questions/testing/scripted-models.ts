import type { Models, StructuredRequest } from '../../ports/index.ts';
import { WrittenQuestion } from '../prompt.ts';

/** A model whose answers a test decides, and that counts what it is paid for. */
export class ScriptedModels implements Models {
  readonly chatModel = 'scripted-chat';
  readonly embeddingModel = 'scripted-embedding';
  readonly builtIn = true;
  calls = 0;
  readonly #answer: () => WrittenQuestion[] | Promise<WrittenQuestion[]>;

  constructor(answer: () => WrittenQuestion[] | Promise<WrittenQuestion[]>) {
    this.#answer = answer;
  }

  async writeItems<Item>(request: StructuredRequest<Item>) {
    this.calls += 1;
    const answer = await this.#answer();
    return { items: answer.map((item) => request.item.parse(item)), invalid: 0, calls: [] };
  }

  /** Each text far from all others, so that only words and quotes can make two questions one. */
  async embed(texts: readonly string[]) {
    return { vectors: texts.map((_, at) => texts.map((_other, place) => (place === at ? 1 : 0))), calls: [] };
  }

  async ping(): Promise<void> {}
}

let written = 0;

/** A choice that passes all checks but for its quote, which the test gives; its stem is another one each time. */
export function writtenChoice(over: Partial<WrittenQuestion> & Pick<WrittenQuestion, 'quote'>): WrittenQuestion {
  written += 1;
  return WrittenQuestion.parse({
    type: 'single_choice',
    stem: `Stem${written} differs${written} entirely${written}?`,
    options: ['one', 'two', 'three', 'four'].map((text, at) => ({ text: `${text} ${written}`, correct: at === 0, reason: '' })),
    explanation: '',
    difficulty: 'easy',
    bloom: 'remember',
    topic: 'water',
    language: 'en',
    passage: 'p1',
    ...over,
  });
}
