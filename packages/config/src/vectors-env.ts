import { z } from 'zod';
import { addressOf } from './variables.ts';

/** The search index: a Chroma server of one's own, or Chroma Cloud. */
export type VectorsConfig = ({ url: string } | { cloud: { apiKey: string; tenant: string; database: string } }) & {
  /** Limit of one exchange. */
  timeoutMs: number;
};

const timeoutMs = 10_000;
const cloudNames = ['CHROMA_API_KEY', 'CHROMA_TENANT', 'CHROMA_DATABASE'] as const;

export const vectorsEnv = z
  .object({
    CHROMA_URL: addressOf(['http:', 'https:']).refine(hasNoPath, 'must not have a path').optional(),
    CHROMA_API_KEY: z.string().optional(),
    CHROMA_TENANT: z.string().optional(),
    CHROMA_DATABASE: z.string().optional(),
  })
  .transform((env, context): VectorsConfig => {
    const { CHROMA_URL: url, CHROMA_API_KEY: apiKey, CHROMA_TENANT: tenant, CHROMA_DATABASE: database } = env;
    if (apiKey !== undefined && tenant !== undefined && database !== undefined && url === undefined) {
      return { cloud: { apiKey, tenant, database }, timeoutMs };
    }
    const given = cloudNames.filter((name) => env[name] !== undefined);
    if (url !== undefined && given.length === 0) return { url, timeoutMs };
    context.addIssue({ code: 'custom', path: [given[0] ?? 'CHROMA_URL'], message: explain(url !== undefined, given) });
    return z.NEVER;
  });

function hasNoPath(address: string): boolean {
  return URL.parse(address)?.pathname === '/';
}

function explain(hasUrl: boolean, given: readonly string[]): string {
  if (given.length === 0) return `is needed, and is not set (or, for Chroma Cloud: ${cloudNames.join(', ')})`;
  if (hasUrl) return 'is for Chroma Cloud: leave it out, or leave out CHROMA_URL';
  const missing = cloudNames.filter((name) => !given.includes(name));
  return `Chroma Cloud needs ${missing.join(' and ')} as well`;
}
