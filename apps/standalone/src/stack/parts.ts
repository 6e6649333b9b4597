/** The processes of a standalone Lectern, in the order in which they end: whoever uses another one ends before it. */
export const partNames = ['api', 'worker', 'local-model', 'chroma', 'postgres'] as const;
export type PartName = (typeof partNames)[number];

/** What they are called in lines to people. */
export const partTitles: Readonly<Record<PartName, string>> = {
  api: 'The API',
  worker: 'The worker',
  'local-model': 'The built-in model',
  chroma: 'Chroma',
  postgres: 'Postgres',
};
