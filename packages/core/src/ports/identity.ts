import type { Tx } from '@lectern/db';

/** Where somebody signs in from; kept with the login, so that people can tell their logins apart. */
export interface SignInOrigin {
  address: string | null;
  userAgent: string | null;
}

export interface NewLogin {
  loginId: string;
  userId: string;
  expiresAt: Date;
  /** Value of the `Set-Cookie` header that keeps it in a browser. */
  cookie: string;
}

/** A login that a cookie or a token names. Whether its user may still do anything is for the caller to look up. */
export interface NamedLogin {
  loginId: string;
  userId: string;
  expiresAt: Date;
}

/**
 * Passwords, logins, signed tokens. Every method but `findByToken` asks the database; errors of the database are thrown as they
 * are, never taken for "unknown".
 */
export interface Identity {
  /** Makes an account, a student's at first. Error: `email_taken`. Returns the user's id. */
  createAccount(account: { email: string; password: string; name: string }): Promise<string>;
  /** Gives a user who has none an address and a password. Error: `email_taken`. */
  giveAccount(userId: string, account: { email: string; password: string; name: string }): Promise<void>;
  /** Checks the password and begins a login. Error: `sign_in_failed`, after the same time whether or not there is such an account. */
  signIn(account: { email: string; password: string }, origin: SignInOrigin): Promise<NewLogin>;
  /** The login of a `Cookie` header; undefined when it has none, or one that is forged, ended or expired. */
  findByCookie(cookie: string): Promise<NamedLogin | undefined>;
  /** Signs a token for a login. */
  signToken(login: { loginId: string; userId: string }, expiresInSeconds: number): Promise<{ token: string; expiresAt: Date }>;
  /** The login of a token whose signature, issuer, audience and expiry hold; else undefined. */
  findByToken(token: string): Promise<NamedLogin | undefined>;
  /** Whether this is the user's password. */
  checkPassword(userId: string, password: string): Promise<boolean>;
  /** Hashes a new password; what it resolves to writes it, in the transaction that does the rest. */
  preparePassword(userId: string, password: string): Promise<(tx: Tx) => Promise<void>>;
  /** Removes signing keys of another secret, and so ends what they signed. Returns how many. */
  removeForeignKeys(): Promise<number>;
  /** Value of the `Set-Cookie` header that removes the cookie from a browser. */
  clearCookie(): string;
}
