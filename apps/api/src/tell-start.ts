import { hasAccounts, type Log } from '@lectern/core';
import type { Deps } from './deps.ts';
import type { ApiEnv } from './env.ts';

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
    const assumed = `http://${http.host}:${http.port}`;
    log.warn(
      { assumed },
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
