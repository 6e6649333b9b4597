import type { Role, Scope } from '@lectern/contract';
import type { Actor } from '../actor.ts';

/** By what somebody was recognised. */
export type Credential = { kind: 'login' | 'token'; loginId: string } | { kind: 'api_key'; keyId: string } | { kind: 'owner_token' };

/** Who calls, and what the credential lets them do. */
export interface Caller extends Actor {
  scope: Scope;
  credential: Credential;
}

/** A caller who was looked up, and until when that can be relied on at the most. */
export interface Recognised {
  caller: Caller;
  expiresAt: Date | undefined;
}

/** What somebody acts as: an operator is one only by a credential that may operate. */
export function actingRole(role: Role, scope: Scope): Role {
  return role === 'operator' && scope !== 'operator' ? 'teacher' : role;
}

/** What a login, or a token that came of it, may do: all that the person may. */
export function scopeOfLogin(role: Role): Scope {
  return role === 'operator' ? 'operator' : 'write';
}
