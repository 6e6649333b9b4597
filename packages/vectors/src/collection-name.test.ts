import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectionName } from './collection-name.ts';

test('every model has a collection of its own under a name that Chroma takes', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (prefix, model, other) => {
      const name = collectionName(prefix, model);
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
      expect(collectionName(prefix, model)).toBe(name);
      if (other !== model) expect(collectionName(prefix, other)).not.toBe(name);
    }),
  );
  expect(collectionName('lectern', 'text-embedding-3-small')).toMatch(/^lectern-text-embedding-3-small-[0-9a-f]{12}$/);
});
