import { reasonOf } from '../start-problem.ts';

const limitMs = 5_000;

/**
 * Asks an OpenAI-compatible API for its models. Resolves to what is wrong, for people, or to undefined. Nobody is kept from
 * starting by it: courses can be read without a model, and the provider may come back.
 */
export async function checkProvider(
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const address = `${baseUrl.replace(/\/+$/u, '')}/models`;
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) return 'it refuses the key (OPENAI_API_KEY)';
    return response.status >= 500 ? `it answers with ${response.status}` : undefined;
  } catch (error) {
    return `it does not answer (${reasonOf(error)})`;
  }
}
