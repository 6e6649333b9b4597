import { FreeModels } from '../../models/testing/free-models.ts';
import type { ModelCall, Models, StructuredRequest } from '../../ports/index.ts';
import type { GradingItem } from '../grade-prompt.ts';

/** An answer as a call that grades sees it. */
interface ShownToModel {
  id: string;
  question: string;
  text: string;
  /** Ids and texts, in their order. */
  criteria: { id: string; text: string }[];
}

type Say = (shown: ShownToModel[], message: string) => unknown[] | Promise<unknown[]>;

/** A model that grades as a test decides, and counts what it is paid for; by default a criterion is a word that has to be there. */
export class GradingModels extends FreeModels implements Models {
  readonly chatModel: string = 'grading-chat';
  readonly embeddingModel = 'grading-embedding';
  builtIn = false;
  /** The message of each call. */
  readonly asked: string[] = [];
  readonly #say: Say;

  constructor(say: Say = (shown) => shown.map(gradeByWords)) {
    super();
    this.#say = say;
  }

  get calls(): number {
    return this.asked.length;
  }

  async writeItems<Item>({ item, user }: StructuredRequest<Item>) {
    this.asked.push(user);
    const values = await this.#say(readShown(user), user);
    const items = values.flatMap((value) => {
      const read = item.safeParse(value);
      return read.success ? [read.data] : [];
    });
    return { items, invalid: values.length - items.length, calls: [] };
  }

  async embed(): Promise<{ vectors: number[][]; calls: ModelCall[] }> {
    throw new Error('grading needs no vectors');
  }
}

export function gradeByWords({ id, text, criteria }: ShownToModel): GradingItem {
  return {
    answer: id,
    criteria: criteria.map(({ id: criterion, text: word }) => {
      const met = text.includes(word);
      return { criterion, met, why: `It ${met ? 'says' : 'does not say'} ${word}.`, span: met ? word : '', certainty: 0.9 };
    }),
    feedback: 'This is right. That is missing.',
  };
}

function readShown(message: string): ShownToModel[] {
  const criteria = blocksOf(message, 'criterion');
  return blocksOf(message, 'answer').map(({ attributes, body }) => {
    const question = attributes.get('question') ?? '';
    const own = criteria.filter((criterion) => criterion.attributes.get('question') === question);
    return {
      id: attributes.get('id') ?? '',
      question,
      text: body,
      criteria: own.map((criterion) => ({ id: criterion.attributes.get('id') ?? '', text: criterion.body })),
    };
  });
}

function blocksOf(message: string, tag: string): { attributes: Map<string, string>; body: string }[] {
  return [...message.matchAll(new RegExp(`^<${tag}(?<attributes>[^>]*)>\\n(?<body>[^]*?)\\n</${tag}>`, 'gmu'))].map(({ groups }) => ({
    attributes: new Map([...(groups?.attributes ?? '').matchAll(/(\w+)="([^"]*)"/gu)].map(([, name = '', value = '']) => [name, value])),
    body: groups?.body ?? '',
  }));
}
