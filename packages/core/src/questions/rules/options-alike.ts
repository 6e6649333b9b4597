import { hasOwnOptions, type Rule } from './item.ts';

/** Compared with all their signs, since in some subjects only these differ: "x = 1" and "x == 1". */
export const hasOptionsAlike: Rule = (item) => {
  if (!hasOwnOptions(item)) return undefined;
  const texts = item.options.map(({ text }) =>
    text
      .toLowerCase()
      .replaceAll(/\s+/g, ' ')
      .replace(/[.;,]$/u, '')
      .trim(),
  );
  return new Set(texts).size < texts.length ? 'options_alike' : undefined;
};
