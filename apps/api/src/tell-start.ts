import { hasAccounts, type Log } from '@lectern/core';
import type { Deps } from './deps.ts';
import type { ApiEnv } from './env.ts';
import { originOf } from './origin-of.ts';

/** What somebody who runs the production edition has to know at a start. `url`: where this process serves. */
export async function tellStart(env: Pick<ApiEnv, 'http' | 'accounts'>, deps: Deps, url: string): Promise<void> {
  warnAboutSettings(env, deps.log);
  if (await hasAccounts(deps)) return;
  // Not into the log, which is collected and kept: this is worth an account until there is one.
  process.stderr.write(describeSetup(env.accounts.publicUrl ?? url, deps.accounts.setupToken));
}

function warnAboutSettings({ http, accounts }: Pick<ApiEnv, 'http' | 'accounts'>, log: Log): void {
  if (http.ownerToken !== undefined) {
    log.warn({}, 'LECTERN_OWNER_TOKEN is ignored: only the standalone edition knows an owner by a token');
  }
  if (accounts.publicUrl === undefined) {
    log.warn(
      { assumed: originOf(http) },
      'LECTERN_PUBLIC_URL is not set: links in mails, cookies and tokens are made for the address that this process listens on',
    );
  }
}

function describeSetup(url: string, setupToken: string): string {
  return [
    '',
    '  There is no account yet. Make the first one, an operator’s, with this setup token:',
    '',
    `    ${setupToken}`,
    '',
    `  at ${url}/sign-up?setup=1, or as \`setup_token\` in POST ${url}/api/auth/sign-up.`,
    '  Keep it to yourself until then. Once there is an account it is worthless, and not shown again.',
    '',
    '',
  ].join('\n');
}

/** By Postgres: a table, a column or a function that is not there; a password that is not right. */
const missingParts: ReadonlySet<unknown> = new Set(['42P01', '42703', '42883']);
const refusedLogins: ReadonlySet<unknown> = new Set(['28P01', '28000', '3D000']);

/** Why it cannot start, in one line: who starts us shows the last one. */
export function reasonNotToStart(error: unknown): string {
  const code = findCode(error);
  if (missingParts.has(code)) return 'the tables in the database (DATABASE_URL) are missing or old: run `npm run migrate` first.';
  if (!(error instanceof Error)) return String(error);
  const reason = (error.cause instanceof Error ? error.cause : error).message.replaceAll(/\s*\n\s*/gu, '; ');
  return refusedLogins.has(code) ? `the database (DATABASE_URL) lets nobody in: ${reason}` : reason;
}

function findCode(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? error.code : findCode(error.cause);
}
