import type { About, ChangeWatcher, Ctx, FileStore, Models, VectorIndex } from '@lectern/core';
import type { BoardQueues } from '@lectern/queue';

/** What the app works with: what verbs need, and what is of HTTP alone. */
export interface AppDeps extends Ctx {
  files: FileStore;
  models: Models;
  /** For how long a question set is handed out again. */
  reuseWithinMs: number;
  vectors: VectorIndex;
  watcher: ChangeWatcher;
  board: BoardQueues;
  /** What this process is. */
  about: About;
  /** Host names under which the operator's pages are served. */
  allowedHosts: readonly string[];
  /** Aborts when the process is about to go: not ready any more, streams end. */
  closing: AbortSignal;
}
