import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { limits } from '../limits.ts';

export const Id = z.uuid().meta({ description: 'UUIDv7' });
export const Time = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });
export const IdParams = z.object({ id: Id });

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: z
      .object({ answer: z.union([z.string(), z.array(z.string()), z.null()]), reasoning: z.string().nullable(), answer_version: z.int() })
      .optional()
      .meta({ description: 'Of `stale_answer`: what is saved' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem' });
export type Problem = z.infer<typeof Problem>;

export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(limits.listMax).default(limits.listDefault),
  cursor: z.string().max(500).optional(),
});

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}
