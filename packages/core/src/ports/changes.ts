/** Tells whoever watches that jobs changed. Ids only; coalesced; sent after the commit, never inside it. */
export interface ChangePublisher {
  publish(jobId: string): void;
  close(): Promise<void>;
}
