import { FreeModels } from '../../models/testing/free-models.ts';
import type { ModelCall, Models, StructuredRequest } from '../../ports/index.ts';

/** A model behind OpenAI's protocol, asked without the gateway. */
export class HttpModels extends FreeModels implements Models {
  readonly chatModel: string;
  readonly embeddingModel = 'none';
  readonly builtIn = false;
  /** The message of each call. */
  readonly asked: string[] = [];
  readonly #url: string;

  constructor(url: string, chatModel: string) {
    super();
    this.#url = url;
    this.chatModel = chatModel;
  }

  async writeItems<Item>({ purpose: name, system, user, item }: StructuredRequest<Item>, { signal }: { signal: AbortSignal }) {
    this.asked.push(user);
    const response = await fetch(`${this.#url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: this.chatModel,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
        response_format: { type: 'json_schema', json_schema: { name, schema: {} } },
      }),
      signal,
    });
    if (!response.ok) throw new Error(`the model answered ${response.status}: ${await response.text()}`);
    const body = (await response.json()) as { choices: { message: { content: string } }[] };
    const { items } = JSON.parse(body.choices[0]?.message.content ?? '') as { items: unknown[] };
    return { items: items.map((one) => item.parse(one)), invalid: 0, calls: [] as ModelCall[] };
  }

  async embed(): Promise<{ vectors: number[][]; calls: ModelCall[] }> {
    throw new Error('grading needs no vectors');
  }
}
