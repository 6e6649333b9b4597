/** A process, or a server with helpers of its own, that runs. */
export interface Running {
  pid: number;
  /** Resolves when it is gone, to how it ended: a signal's name, or `exit code 1`. */
  exited: Promise<string>;
  /** Asks it to end, insists after its grace; resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends it without ado. */
  kill(): void;
}
