import { expect, test } from 'vitest';
import { z } from 'zod';
import { strictSchema } from './strict-schema.ts';

test('an item becomes a schema that strict mode takes', () => {
  const item = z.object({
    kind: z.literal('choice'),
    stem: z.string().min(10).max(400).describe('the question'),
    difficulty: z.enum(['easy', 'hard']),
    options: z
      .array(z.object({ text: z.string(), correct: z.boolean().optional() }))
      .min(2)
      .max(4),
    page: z.int().min(1).max(2_000),
  });
  expect(strictSchema(item)).toEqual({
    type: 'object',
    properties: {
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            kind: { type: 'string', const: 'choice' },
            stem: { type: 'string', description: 'the question' },
            difficulty: { type: 'string', enum: ['easy', 'hard'] },
            options: {
              type: 'array',
              minItems: 2,
              maxItems: 4,
              items: {
                type: 'object',
                properties: { text: { type: 'string' }, correct: { anyOf: [{ type: 'boolean' }, { type: 'null' }] } },
                required: ['text', 'correct'],
                additionalProperties: false,
              },
            },
            page: { type: 'integer', minimum: 1, maximum: 2_000 },
          },
          required: ['kind', 'stem', 'difficulty', 'options', 'page'],
          additionalProperties: false,
        },
      },
    },
    required: ['items'],
    additionalProperties: false,
  });
});

test('alternatives and properties named like keywords survive', () => {
  const item = z.discriminatedUnion('type', [
    z.object({ type: z.literal('a'), pattern: z.string() }),
    z.object({ type: z.literal('b'), required: z.array(z.string()) }),
  ]);
  expect(strictSchema(item)).toMatchObject({
    properties: {
      items: {
        items: {
          anyOf: [
            { properties: { type: { const: 'a' }, pattern: { type: 'string' } }, required: ['type', 'pattern'] },
            { properties: { type: { const: 'b' }, required: { type: 'array' } }, required: ['type', 'required'] },
          ],
        },
      },
    },
  });
});

test('a recursive item keeps its definitions', () => {
  const Node = z.object({
    name: z.string(),
    get children() {
      return z.array(Node);
    },
  });
  const schema = strictSchema(Node);
  expect(JSON.stringify(schema)).toContain('"$ref"');
  expect(Object.values(schema.$defs ?? {})).toMatchObject([{ additionalProperties: false, required: ['name', 'children'] }]);
});
