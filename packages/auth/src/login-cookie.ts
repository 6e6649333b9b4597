import { createHmac, timingSafeEqual } from 'node:crypto';

export interface LoginCookie {
  /** The token of a `Cookie` header's login, when its signature is ours. */
  read(header: string): string | undefined;
  /** Value of the `Set-Cookie` header that removes it. */
  clear(): string;
}

/**
 * The cookie as the library writes it: `name=<token>.<HMAC-SHA-256 of the token, base64>`, percent-encoded. It is read here, so that
 * what was not signed by us costs no query, and so that an outage of the database is not mistaken for "not signed in".
 */
export function createLoginCookie({ name, secret, secure }: { name: string; secret: string; secure: boolean }): LoginCookie {
  return {
    read(header) {
      const value = findValue(header, name);
      const dot = value?.lastIndexOf('.') ?? -1;
      if (value === undefined || dot < 1) return undefined;
      const token = value.slice(0, dot);
      const signature = Buffer.from(value.slice(dot + 1), 'base64');
      const expected = createHmac('sha256', secret).update(token).digest();
      return signature.length === expected.length && timingSafeEqual(signature, expected) ? token : undefined;
    },
    clear: () => `${name}=; Max-Age=0; Path=/; HttpOnly;${secure ? ' Secure;' : ''} SameSite=Lax`,
  };
}

function findValue(header: string, name: string): string | undefined {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  if (pair === undefined) return undefined;
  try {
    return decodeURIComponent(pair.trim().slice(name.length + 1));
  } catch {
    return undefined;
  }
}
