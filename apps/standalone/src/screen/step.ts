/** One thing that is being done, as it is shown: a line with a mark, a bar where its share is known, and the time it took. */
export interface Step {
  /** What it is; also tells it from the others. */
  label: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** 0 to 1, for a bar. */
  share?: number;
  note?: string;
  seconds?: number;
}
