import type { About, AccountsCtx, ChangeWatcher, FileStore, Models, VectorIndex } from '@lectern/core';
import type { BoardQueues } from '@lectern/queue';

/** What the app works with: what verbs need, and what is of HTTP alone. */
export interface AppDeps extends AccountsCtx {
  files: FileStore;
  models: Models;
  /** For how long a question set is handed out again. */
  reuseWithinMs: number;
  vectors: VectorIndex;
  watcher: ChangeWatcher;
  board: BoardQueues;
  /** What this process is. */
  about: About;
  /** Aborts when the process is about to go: not ready any more, streams end. */
  closing: AbortSignal;
}
