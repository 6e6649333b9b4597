import { z } from 'zod';
import { limits } from '../limits.ts';
import { Id, Time } from './common.ts';

export const CourseTitle = z.string().trim().min(1).max(limits.titleChars);
export const CreateCourseBody = z.strictObject({ title: CourseTitle });
export const UpdateCourseBody = z.strictObject({ title: CourseTitle });

export const CourseBody = z
  .object({
    id: Id,
    title: z.string(),
    document_count: z.int(),
    question_count: z.int().nullable().meta({ description: 'For its teacher; null for students' }),
    member_count: z.int().nullable().meta({ description: 'For its teacher; null for students' }),
    role: z.enum(['teacher', 'student']).meta({ description: 'What you are in it' }),
    join_code: z.string().nullable().meta({ description: 'For its teacher; null while there is none' }),
    created_at: Time,
  })
  .meta({ id: 'Course' });
export type CourseBody = z.infer<typeof CourseBody>;

/** Read aloud in a classroom and typed on a phone: case and hyphens do not matter. */
export const JoinBody = z.strictObject({ code: z.string().trim().min(4).max(40) });
export const JoinCode = z.object({ join_code: z.string() }).meta({ id: 'JoinCode' });
export const MemberBody = z.object({ user_id: Id, name: z.string(), email: z.string().nullable(), joined_at: Time }).meta({ id: 'Member' });
export const MemberParams = z.object({ id: Id, user_id: Id });

export const SearchQuery = z.object({
  q: z.string().trim().min(1).max(limits.queryChars),
  limit: z.coerce.number().int().min(1).max(50).default(limits.searchResults),
});
export const SearchBody = z
  .object({
    items: z.array(
      z.object({
        chunk_id: Id,
        document_id: Id,
        document_name: z.string(),
        page_from: z.int(),
        page_to: z.int(),
        heading: z.string().nullable(),
        text: z.string(),
        score: z.number().meta({ description: 'Cosine similarity' }),
      }),
    ),
    degraded: z.boolean().meta({ description: 'The index was down; the answer comes from the stored vectors' }),
  })
  .meta({ id: 'SearchResult' });
export type SearchBody = z.infer<typeof SearchBody>;
