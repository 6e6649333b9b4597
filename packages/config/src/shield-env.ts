import { isIP } from 'node:net';
import { z } from 'zod';
import { list, wholeNumber } from './variables.ts';

/** What a service that faces the internet is set by. */
export interface ShieldConfig {
  /** Addresses, networks (CIDR) and `loopback`, `linklocal`, `uniquelocal` of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: string[];
  /** Requests a minute: of each user, and (`anonymous`) of each address where nobody is signed in. */
  ratesPerMinute: { default: number; upload: number; model: number; poll: number; sitting: number; anonymous: number };
}

const rate = (usual: number) => wholeNumber({ from: 1, to: 1_000_000 }).default(usual);

/** A list whose items are checked; the bad ones are named, for they are no secrets and there may be many. */
const listOf = (isGood: (item: string) => boolean, what: string) =>
  list()
    .superRefine((items, context) => {
      for (const item of items) {
        if (!isGood(item)) context.addIssue({ code: 'custom', message: `"${item}" is not ${what}` });
      }
    })
    .default([]);

const rangeNames: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isNetwork(item: string): boolean {
  if (rangeNames.has(item)) return true;
  const [address = '', bits, ...rest] = item.split('/');
  const family = isIP(address);
  // The library that compares them knows no zones.
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isOrigin(item: string): boolean {
  const url = URL.parse(item);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === item;
}

export const shieldEnv = z
  .object({
    LECTERN_TRUSTED_PROXIES: listOf(isNetwork, 'an address, a network such as 10.0.0.0/8, or one of loopback, linklocal, uniquelocal'),
    LECTERN_CORS_ORIGINS: listOf(isOrigin, 'an origin such as https://courses.example.org, without a path or a slash at the end'),
    LECTERN_RATE_DEFAULT: rate(100),
    LECTERN_RATE_UPLOAD: rate(30),
    LECTERN_RATE_MODEL: rate(30),
    LECTERN_RATE_POLL: rate(3_000),
    LECTERN_RATE_SITTING: rate(600),
    LECTERN_RATE_ANONYMOUS: rate(300),
  })
  .transform((env): ShieldConfig => ({
    trustedProxies: env.LECTERN_TRUSTED_PROXIES,
    corsOrigins: env.LECTERN_CORS_ORIGINS,
    ratesPerMinute: {
      default: env.LECTERN_RATE_DEFAULT,
      upload: env.LECTERN_RATE_UPLOAD,
      model: env.LECTERN_RATE_MODEL,
      poll: env.LECTERN_RATE_POLL,
      sitting: env.LECTERN_RATE_SITTING,
      anonymous: env.LECTERN_RATE_ANONYMOUS,
    },
  }));
