import type { OwnerState } from '../api/read-owner.ts';
import type { Screen } from './screen.ts';

export interface Ready {
  url: string;
  owner: OwnerState;
  tokenFile: string;
  logs: string;
}

/** Where everything is, once it can be used. */
export function tellReady({ print, paint }: Screen, { url, owner, tokenFile, logs }: Ready): void {
  const rows = [
    owner === 'no_account' ? ['Your account', `${url}/sign-up  (make it with the owner’s token)`] : ['Sign in', `${url}/sign-in`],
    ['API', `${url}/docs`],
    ['Queues', `${url}/admin/queues`],
    ['Owner’s token', owner === 'revoked' ? `revoked; without the file ${tokenFile} the next start makes a new one` : tokenFile],
    ['Logs', logs],
  ];
  print(`  ${paint('green', 'ready')}  ${paint('bold', url)}`);
  print();
  for (const [label = '', value = ''] of rows) print(`  ${label.padEnd(15)}${value}`);
  print();
  print(paint('dim', '  Ctrl-C stops it'));
}

/** Why a start did not do what it was asked for. `left`: what it leaves out. */
export function tellRevoked({ print, paint }: Screen, { url, tokenFile, left }: { url: string; tokenFile: string; left: string }): void {
  const why = `The owner’s token was revoked, so this start leaves out ${left}.`;
  print(`  ${paint('yellow', '!')}  ${why} Sign in at ${url}/sign-in, or remove ${tokenFile} and start again.`);
  print();
}
