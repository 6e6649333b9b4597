import type { Ctx } from '../ctx.ts';
import type { Later } from '../later.ts';
import type { Identity, Mailer, Rates } from '../ports/index.ts';

/** How accounts are kept here. */
export interface AccountSettings {
  signUp: 'invitation' | 'open' | 'closed';
  /** Makes the first account: the owner's token in the standalone edition. */
  setupToken: string;
  /** Life of a signed token at the most. */
  tokenSeconds: number;
  /** Where people reach the installation, without a slash at the end. */
  publicUrl: string;
}

/** What verbs of accounts get. */
export interface AccountsCtx extends Ctx {
  identity: Identity;
  rates: Rates;
  /** Undefined: the installation sends no mail. */
  mailer: Mailer | undefined;
  later: Later;
  accounts: AccountSettings;
  /** Whether owner tokens are known here: in the standalone edition alone. */
  knowsOwnerTokens: boolean;
}
