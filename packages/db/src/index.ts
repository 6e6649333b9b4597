export * from './create-db.ts';
export * from './migrate.ts';
export * from './schema/index.ts';
