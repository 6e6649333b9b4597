/** Where the queue lives. `prefix` starts every Redis key; wrapped in braces (`{lectern}`) it keeps them in one cluster slot. */
export type QueueConfig =
  | { backend: 'redis'; url: string; prefix: string }
  /** BullMQ's tables, in the schema `bullmq` of that database. */
  | { backend: 'postgres'; url: string };
