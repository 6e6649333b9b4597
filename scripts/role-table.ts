/** `node scripts/role-table.ts` writes docs/roles.md: what every route answers to whom, as the contract says it. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  accessTable,
  type AccessOutcome,
  type Caller,
  callers,
  type RouteContract,
  routeCatalog,
  type RouteName,
} from '../packages/contract/src/index.ts';

export const roleTableFile = fileURLToPath(new URL('../docs/roles.md', import.meta.url));

const columns: Readonly<Record<Caller, string>> = {
  nobody: 'nobody',
  revoked_key: 'revoked key',
  outsider: 'student of another course',
  member: 'student of the course',
  other_teacher: 'teacher of another course',
  teacher: 'teacher of the course',
  operator: 'operator',
};
const cells: Readonly<Record<AccessOutcome, string>> = { ok: '✓', unauthorized: '401', forbidden: '403', not_found: '404' };

const introduction = `# Who may do what

<!-- Written by \`node scripts/role-table.ts\` from packages/contract; change the contract, not this file. -->

What every route answers to whom. A route that names a thing (\`:id\`) is asked about a thing of one course, and the columns say what
somebody is to that course. **nobody** is not signed in; **revoked key** sends an API key that was the teacher's and is revoked. A student of
the course has joined it by its code; its teacher is the one who made it. An operator may do all that its teacher may, with every course.

✓ is the answer, which for lists is what is theirs. 401: sign in. 403: it may be seen, but this is not theirs to do. 404: somebody else's
thing looks like one that is not there, so that ids tell nothing.

- An API key of scope \`read\` only reads: what is not a GET is 403. Routes marked with ⚿ take no API key at all.
- An operator's API key acts as an operator's with scope \`operator\` only, otherwise as a teacher's.
- A teacher who is made a student may still read the courses that they made, and changes nothing there.
- Jobs are for who asked for them, the teacher of their course, and operators; here the teacher has asked.
- An attempt is here the member’s: another student of the same course gets 404 for all of it. What teachers and operators start is a
  preview of their own.
- Students may take themselves out of a course, and nobody else.
- \`POST /api/upload-pdfs\` into a course of somebody else is 404, and 403 where one is a student of it.
`;

/** The document as it should be. */
export function roleTable(): string {
  // `keyof` an object of exactly these keys, which `Object.keys` cannot express.
  const names = Object.keys(routeCatalog) as RouteName[];
  const byTag = Map.groupBy(names, (name) => routeCatalog[name].tag);
  const sections = [...byTag].map(([tag, routes]) => `\n## ${tag}\n\n${tableOf(routes)}`);
  return `${introduction}${sections.join('')}`;
}

function tableOf(names: readonly RouteName[]): string {
  const head = ['route', 'what', ...callers.map((caller) => columns[caller])];
  const rows = names.map((name) => {
    const { method, path, summary, withKey = true }: RouteContract = routeCatalog[name];
    const route = `\`${method.toUpperCase()} ${path}\`${withKey ? '' : ' ⚿'}`;
    return [route, summary.replaceAll('|', '\\|'), ...callers.map((caller) => cells[accessTable[name][caller]])];
  });
  const rule = head.map((_, at) => (at < 2 ? '---' : ':-:'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

if (import.meta.main) writeFileSync(roleTableFile, roleTable());
