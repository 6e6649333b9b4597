import { z } from 'zod';
import { addressOf, choiceOf, wholeNumber } from './variables.ts';

export interface AccountsConfig {
  /** Signs cookies, encrypts the keys that sign tokens, makes the setup token. The same for all processes. */
  secret: string;
  /** Where people reach the installation, for links, cookies and the check of who sent a form: `https://lectern.example.org`. */
  publicUrl: string | undefined;
  /** Who may sign up once there is an account. */
  signUp: 'invitation' | 'open' | 'closed';
  /** Life of a signed token at the most, and unless less is asked for. */
  tokenSeconds: number;
  loginDays: number;
}

/** One that is no address at all is told otherwise. */
function isOrigin(address: string): boolean {
  const url = URL.parse(address);
  return url === null || (url.pathname === '/' && url.search === '' && url.hash === '');
}

export const accountsEnv = z
  .object({
    LECTERN_SECRET: z.string().min(32, 'must be at least 32 characters long, and random (for instance: openssl rand -base64 32)'),
    LECTERN_PUBLIC_URL: addressOf(['http:', 'https:'])
      .refine(isOrigin, 'must be without a path: Lectern is served from the root of its host')
      .optional(),
    LECTERN_SIGN_UP: choiceOf(['invitation', 'open', 'closed']).default('invitation'),
    LECTERN_TOKEN_MINUTES: wholeNumber({ from: 1, to: 1_440 }).default(15),
    LECTERN_LOGIN_DAYS: wholeNumber({ from: 1, to: 365 }).default(14),
  })
  .transform((env): AccountsConfig => ({
    secret: env.LECTERN_SECRET,
    publicUrl: env.LECTERN_PUBLIC_URL && new URL(env.LECTERN_PUBLIC_URL).origin,
    signUp: env.LECTERN_SIGN_UP,
    tokenSeconds: env.LECTERN_TOKEN_MINUTES * 60,
    loginDays: env.LECTERN_LOGIN_DAYS,
  }));
