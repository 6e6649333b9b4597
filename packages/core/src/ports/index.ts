export type * from './changes.ts';
export type * from './files.ts';
export type * from './log.ts';
export type * from './models.ts';
export type * from './pdf.ts';
export type * from './queue.ts';
export type * from './vectors.ts';
