import { createPdfReader } from './pdf-reader.ts';

/** Reads the first page of the file that is its argument; prints the pid of the process that does so. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const reader = createPdfReader({
  processes: 1,
  log: { ...silent, debug: (fields) => console.log(`pid ${String('child' in fields && fields.child)}`) },
});
await reader.extract(process.argv[2] ?? '', { from: 1, to: 1 }, { signal: new AbortController().signal });
