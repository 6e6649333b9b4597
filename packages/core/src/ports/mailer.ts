/** Sends mail. Errors: `unavailable` when the server does not take it. */
export interface Mailer {
  send(mail: { to: string; subject: string; text: string }, options: { signal: AbortSignal }): Promise<void>;
}
