import { z } from 'zod';
import { type ExtraField, extraFields, type ItemType } from './item.ts';

/** What a request's JSON schema lets an item be. */
export interface ItemShape {
  allows: (type: ItemType) => boolean;
  /** The fields beyond the usual ones that items of the type carry. */
  extras: (type: ItemType) => readonly ExtraField[];
}

const TypeProperty = z.object({ enum: z.array(z.string()).optional(), const: z.string().optional() });
const Branch = z.object({ properties: z.record(z.string(), z.unknown()) });
const AnswerSchema = z.object({
  properties: z.object({
    items: z.object({ items: z.union([Branch, z.object({ anyOf: z.array(Branch) }), z.object({ oneOf: z.array(Branch) })]) }),
  }),
});

function branchesOf(schema: unknown): z.infer<typeof Branch>[] {
  const parsed = AnswerSchema.safeParse(schema);
  if (!parsed.success) return [];
  const { items } = parsed.data.properties.items;
  if ('anyOf' in items) return items.anyOf;
  return 'oneOf' in items ? items.oneOf : [items];
}

function admits({ properties }: z.infer<typeof Branch>, type: ItemType): boolean {
  const parsed = TypeProperty.safeParse(properties['type']);
  if (!parsed.success || (parsed.data.enum === undefined && parsed.data.const === undefined)) return true;
  return parsed.data.const === type || parsed.data.enum?.includes(type) === true;
}

/** Without these a question of the type could not be marked. */
const needed: Readonly<Partial<Record<ItemType, ExtraField>>> = { cloze: 'answer', short_answer: 'rubric', coding: 'rubric' };

/** Reads the schema `{ items: [item] }`, the item an object or a choice of objects. One that says nothing of items has no extra fields. */
export function readItemShape(schema: unknown): ItemShape {
  const branches = branchesOf(schema);
  const branchOf = (type: ItemType) => branches.find((branch) => admits(branch, type));
  const extras = (type: ItemType) => {
    const properties = branchOf(type)?.properties ?? {};
    return extraFields.filter((field) => field in properties);
  };
  return {
    extras,
    allows: (type) => {
      const field = needed[type];
      return (branches.length === 0 || branchOf(type) !== undefined) && (field === undefined || extras(type).includes(field));
    },
  };
}
