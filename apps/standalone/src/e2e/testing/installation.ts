/** A Lectern that runs, seen from outside. */
export interface Installation {
  url: string;
  /** Makes the first account. */
  setupToken: string;
  close(): Promise<void>;
}
