import { z } from 'zod';
import { addressOf, flag, wholeNumber } from './variables.ts';

const postgresAddress = () => addressOf(['postgres:', 'postgresql:']);

export interface DatabaseConfig {
  url: string;
  /** For LISTEN, which does not work through a pooler; the same as `url` where there is none. */
  directUrl: string;
  /** Connections of this process at the most. */
  max: number;
  /** Whether statements may be prepared; not behind a pooler in transaction mode. */
  prepare: boolean;
}

export const databaseEnv = z
  .object({
    DATABASE_URL: postgresAddress(),
    DATABASE_DIRECT_URL: postgresAddress().optional(),
    DATABASE_POOL_SIZE: wholeNumber({ from: 2, to: 500 }).default(10),
    DATABASE_PREPARE: flag().default(true),
  })
  .transform((env): DatabaseConfig => ({
    url: env.DATABASE_URL,
    directUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
    max: env.DATABASE_POOL_SIZE,
    prepare: env.DATABASE_PREPARE,
  }));
