import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** The entries by name. Refuses, as its reader does, names that lead out of a folder. */
export async function unzip(bytes: Buffer): Promise<Map<string, Readable>> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: false, strictFileNames: true }, (error, file) => (error ? reject(error) : resolve(file)));
  });
  const entries: Entry[] = [];
  zip.on('entry', (entry) => entries.push(entry));
  await once(zip, 'end');
  const names = entries.map(({ fileName }) => fileName.toLowerCase());
  if (new Set(names).size < names.length) throw new Error('two entries would be one file');
  const streams = entries.map(
    (entry) =>
      new Promise<[string, Readable]>((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve([entry.fileName, stream])));
      }),
  );
  return new Map(await Promise.all(streams));
}

/** The one whose name is like this. */
export function entryOf(entries: Map<string, Readable>, pattern: RegExp): Readable {
  const name = [...entries.keys()].find((each) => pattern.test(each));
  const stream = name === undefined ? undefined : entries.get(name);
  if (!stream) throw new Error(`no entry is like ${pattern}: ${[...entries.keys()].join(', ')}`);
  return stream;
}
