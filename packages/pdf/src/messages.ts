import { z } from 'zod';

/** What a child is asked, one thing at a time. */
export const Request = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('inspect'), id: z.int(), path: z.string() }),
  z.object({ ask: z.literal('extract'), id: z.int(), path: z.string(), from: z.int().min(1), to: z.int().min(1) }),
]);
export type Request = z.infer<typeof Request>;

const Bookmark = z.object({ title: z.string(), depth: z.int().min(0), page: z.int().min(1).optional() });
const Page = z.object({ page: z.int().min(1), text: z.string() });

/** What it says: `ready` once it can be asked, then one answer for each request. */
export const Reply = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('ready') }),
  z.object({
    answer: z.literal('inspected'),
    id: z.int(),
    pageCount: z.int().min(1),
    title: z.string().optional(),
    bookmarks: z.array(Bookmark),
  }),
  z.object({ answer: z.literal('extracted'), id: z.int(), pages: z.array(Page) }),
  z.object({
    answer: z.literal('failed'),
    id: z.int(),
    code: z.enum(['pdf_password_required', 'pdf_unreadable', 'not_a_pdf', 'internal']),
    /** For the operator's log: the parser's words. */
    detail: z.string(),
  }),
]);
export type Reply = z.infer<typeof Reply>;
export type Answer = Exclude<Reply, { answer: 'ready' }>;

/** Given to a child as its only arguments. */
export const ChildArguments = z.object({ rssLimitMb: z.coerce.number().positive() });
