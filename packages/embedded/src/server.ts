import type { ServerExit } from './process/server-process.ts';

/** What every embedded server is started with. */
export interface ServerOptions {
  /** The folder that holds the server's data; made when missing. Only one server at a time may use it. */
  dataDir: string;
  /** TCP port on 127.0.0.1; a free one when left out. */
  port?: number;
  /** Gets the server's log, line by line, without escape codes. */
  onLog?: (line: string) => void;
  /** Gives up the start; a server that is already up is stopped by `stop()` only. */
  signal?: AbortSignal;
  /** How long the server may take to answer its first request. Default 60 s: a crashed database recovers first. */
  startTimeoutMs?: number;
}

/** An embedded server that answers requests. */
export interface EmbeddedServer {
  url: string;
  port: number;
  /** The server process itself. */
  pid: number;
  /** Where the data really is; see `startPostgres` for when this is not inside `dataDir`. */
  dataPath: string;
  /** Resolves when the server is gone, whoever ended it. Never rejects. */
  exited: Promise<ServerExit>;
  /** Ends the server and resolves when it is gone. May be called more than once. */
  stop: () => Promise<void>;
}
