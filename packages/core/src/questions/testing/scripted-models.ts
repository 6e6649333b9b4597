import { FreeModels } from '../../models/testing/free-models.ts';
import type { ModelCall, Models, StructuredRequest } from '../../ports/index.ts';
import { WrittenQuestion } from '../prompt.ts';
import { verifyPurpose, type Verdict } from '../verify-prompt.ts';

/** A model whose answers a test decides, and that counts what it is paid for. */
export class ScriptedModels extends FreeModels implements Models {
  readonly chatModel = 'scripted-chat';
  readonly embeddingModel = 'scripted-embedding';
  readonly builtIn = true;
  /** Calls that write. */
  calls = 0;
  /** Messages of calls that verify. */
  readonly verified: string[] = [];
  readonly #answer: () => WrittenQuestion[] | Promise<WrittenQuestion[]>;
  readonly #judge: (shown: ShownQuestion) => Partial<Verdict>;

  /** `judge` is what a call that verifies finds about a question; by default what `writtenChoice` takes for right. */
  constructor(
    answer: () => WrittenQuestion[] | Promise<WrittenQuestion[]>,
    judge: (shown: ShownQuestion) => Partial<Verdict> = () => ({}),
  ) {
    super();
    this.#answer = answer;
    this.#judge = judge;
  }

  async writeItems<Item>(request: StructuredRequest<Item>) {
    if (request.purpose === verifyPurpose) {
      this.verified.push(request.user);
      const verdicts = readShown(request.user).map((shown) => ({ ...agree(shown), ...this.#judge(shown) }));
      return { ...readItems(request, verdicts), calls: [] };
    }
    this.calls += 1;
    return { ...readItems(request, await this.#answer()), calls: [] };
  }

  /** Each text far from all others, so that only words and quotes can make two questions one. */
  async embed(texts: readonly string[]): Promise<{ vectors: number[][]; calls: ModelCall[] }> {
    return { vectors: texts.map((_, at) => texts.map((_other, place) => (place === at ? 1 : 0))), calls: [] };
  }
}

/** As the gateway does: what does not fit the schema is left out. */
function readItems<Item>({ item }: StructuredRequest<Item>, values: readonly unknown[]): { items: Item[]; invalid: number } {
  const items = values.flatMap((value) => {
    const read = item.safeParse(value);
    return read.success ? [read.data] : [];
  });
  return { items, invalid: values.length - items.length };
}

/** A question as a call that verifies sees it. */
export interface ShownQuestion {
  id: string;
  stem: string;
  options: { letter: string; text: string }[];
}

function readShown(message: string): ShownQuestion[] {
  return [...message.matchAll(/^<question id="(?<id>[^"]+)"[^>]*>\n(?<body>[^]*?)\n<\/question>/gmu)].map(({ groups }) => {
    const lines = (groups?.body ?? '').split('\n');
    const options = lines.flatMap((line) => {
      const option = /^(?<letter>[A-Z])\) (?<text>.*)$/u.exec(line)?.groups;
      return option ? { letter: option.letter ?? '', text: option.text ?? '' } : [];
    });
    return { id: groups?.id ?? '', stem: lines.slice(0, lines.length - options.length).join('\n'), options };
  });
}

function agree({ id, options }: ShownQuestion): Verdict {
  const answer = options.filter(({ text }) => /^(?:one \d+|True)$/u.test(text)).map(({ letter }) => letter);
  return { question: id, answer, confidence: 1, defensible: answer, problem: '' };
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
