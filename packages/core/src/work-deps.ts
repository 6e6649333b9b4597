import type { Ctx } from './ctx.ts';
import type { FileStore, Models, PdfReader, VectorIndex } from './ports/index.ts';

/** What the handlers of tasks need; built by the worker's `deps.ts`. */
export interface WorkDeps {
  ctx: Ctx;
  files: FileStore;
  pdf: PdfReader;
  vectors: VectorIndex;
  models: Models;
}
