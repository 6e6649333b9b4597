import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** UUIDv7, made by the application, so that ids sort by time and are known before the insert. */
export const id = () => uuid('id').primaryKey();

export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const createdAt = () => time('created_at').notNull().defaultNow();

/** A vector as packed 32-bit floats: a quarter of the size of a Postgres array as text, and exact. */
export const vector = customType<{ data: number[]; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (values) => Buffer.from(Float32Array.from(values).buffer),
  fromDriver: (bytes) => {
    // A Buffer may sit anywhere in its pool, a Float32Array must start at a multiple of four.
    const aligned = new Uint8Array(bytes);
    return Array.from(new Float32Array(aligned.buffer, 0, aligned.byteLength / 4));
  },
});
