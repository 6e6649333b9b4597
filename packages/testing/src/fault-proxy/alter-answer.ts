import type { Fault } from './faults.ts';

type Alteration = Extract<Fault, { kind: 'malformed_content' | 'too_few_items' | 'wrong_evidence' }>;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The body of a whole answer, altered: a chat completion whose text is `{ "items": [...] }`, or a list of embeddings.
 * @throws SyntaxError when it is no JSON, as a stream is not.
 */
export function alterAnswer(body: string, fault: Alteration): string {
  const answer: Json = JSON.parse(body);
  if (!isObject(answer)) return body;
  if (fault.kind === 'too_few_items' && Array.isArray(answer['data'])) {
    return JSON.stringify({ ...answer, data: answer['data'].slice(0, fault.keep) });
  }
  return JSON.stringify(mapKey(answer, 'content', (content) => (typeof content === 'string' ? alterContent(content, fault) : content)));
}

function alterContent(content: string, fault: Alteration): string {
  if (fault.kind === 'malformed_content') return content.slice(0, Math.floor(content.length / 2));
  const answer: Json = JSON.parse(content);
  if (fault.kind === 'wrong_evidence') return JSON.stringify(mapKey(answer, 'quote', alterQuote));
  return JSON.stringify(mapKey(answer, 'items', (items) => (Array.isArray(items) ? items.slice(0, fault.keep) : items)));
}

function alterQuote(quote: Json): Json {
  return typeof quote === 'string' ? `${quote.toUpperCase()} — so nobody ever wrote it` : quote;
}

/** A copy in which every value of this key, at any depth, is replaced. */
function mapKey(value: Json, key: string, replace: (value: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => mapKey(item, key, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replace(inner) : mapKey(inner, key, replace)]),
  );
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
