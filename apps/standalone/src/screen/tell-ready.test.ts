import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createScreen } from './screen.ts';
import { tellReady, tellRevoked } from './tell-ready.ts';

const ready = { url: 'http://127.0.0.1:3000', tokenFile: '/data/owner-token', logs: '/data/logs' };

function shown(tell: (screen: ReturnType<typeof createScreen>) => void): string {
  let text = '';
  const out = Object.assign(new Writable({ write: (chunk: Buffer, _, done) => ((text += chunk.toString()), done()) }), {
    columns: 100,
    rows: 30,
    isTTY: false,
    hasColors: () => false,
  });
  tell(createScreen(out, undefined));
  return text;
}

it('tells how to make an account while there is none, and where to sign in afterwards', () => {
  const before = shown((screen) => tellReady(screen, { ...ready, owner: 'no_account' }));
  expect(before).toMatch(/Your account +http:\/\/127\.0\.0\.1:3000\/sign-up {2}\(make it/u);
  const after = shown((screen) => tellReady(screen, { ...ready, owner: 'has_account' }));
  expect(after).toMatch(/Sign in +http:\/\/127\.0\.0\.1:3000\/sign-in/u);
  expect(after).not.toContain('sign-up');
});

it('a revoked token is said once where it keeps something from being done, with both ways out', () => {
  const line = shown((screen) => tellRevoked(screen, { ...ready, left: '3 files' }));
  expect(line.trimEnd().split('\n')).toHaveLength(1);
  for (const part of ['was revoked', 'leaves out 3 files', '/sign-in', 'remove /data/owner-token']) expect(line).toContain(part);
  expect(shown((screen) => tellReady(screen, { ...ready, owner: 'revoked' }))).toMatch(/Owner’s token +revoked/u);
});
