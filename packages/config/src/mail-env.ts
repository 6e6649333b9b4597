import { z } from 'zod';
import { addressOf } from './variables.ts';

/** An address, with or without a name: `Lectern <lectern@example.org>`. */
const sender = z
  .string()
  .regex(/^[^<>\p{Cc}]*(?:<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/u, 'must be one address, such as Lectern <lectern@example.org>');

/** Undefined: the installation sends no mail. */
export type MailConfig = { url: string; from: string } | undefined;

export const mailEnv = z
  .object({ SMTP_URL: addressOf(['smtp:', 'smtps:']).optional(), SMTP_FROM: sender.optional() })
  .transform((env, context): MailConfig => {
    if (env.SMTP_URL === undefined) return undefined;
    if (env.SMTP_FROM !== undefined) return { url: env.SMTP_URL, from: env.SMTP_FROM };
    context.addIssue({ code: 'custom', path: ['SMTP_FROM'], message: 'is needed with SMTP_URL: the address that mail is sent from' });
    return z.NEVER;
  });
