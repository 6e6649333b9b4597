type SnakeCase<Key> = Key extends string ? SnakeCaseText<Key> : Key;
type SnakeCaseText<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCaseText<Tail>}`
  : Text;

/** A view as it goes over the wire: keys in snake_case, times as ISO 8601. */
export type Body<View> = View extends Date
  ? string
  : View extends readonly (infer Item)[]
    ? Body<Item>[]
    : View extends object
      ? { [Key in keyof View as SnakeCase<Key>]: Body<View[Key]> }
      : View;

/** Turns what a verb answered into a body. Keys must be names, never data: they are rewritten at every depth. */
export function toBody<View>(view: View): Body<View> {
  // The one place where the type-level mapping and the run-time mapping are declared to be the same.
  return map(view) as Body<View>;
}

function map(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeCase(key), map(inner)]));
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
