import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { toLoggable } from './to-loggable.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Fits core's `Log` port. Fields come first, so that what varies is never a part of the message. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A logger whose lines all carry these fields, for instance `{ requestId }`. */
  child(fields: { requestId?: string; [field: string]: unknown }): Logger;
}

export interface LoggerOptions {
  /** Which process it is: `api`, `worker`. */
  name: string;
  level: LogLevel;
  /** Coloured lines for a person at a terminal instead of JSON. */
  pretty: boolean;
  /** Where lines go; stdout unless told otherwise. */
  destination?: DestinationStream;
}

/**
 * Writes one JSON object a line: `level` as a word, `time` as ISO 8601, `name`, `pid`, the fields, `msg`. Values under names of
 * secrets are left out wherever they stand; errors keep their code and their causes. Lines are written synchronously, so
 * none is lost at an exit.
 */
export function createLogger({ name, level, pretty, destination }: LoggerOptions): Logger {
  const stream = destination ?? pino.destination({ dest: 1, sync: true });
  const logger = pino(
    {
      name,
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: toLoggable },
      // `toLoggable` has serialised errors by then, and pino's own serializer would take the result for another error.
      serializers: { err: (error: unknown) => error },
    },
    pretty ? readable(stream) : stream,
  );
  return withFields(logger);
}

function readable(stream: DestinationStream): DestinationStream {
  const format = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid', singleLine: true });
  return { write: (line) => stream.write(format(line)) };
}

/** Pino formats the fields of lines, but not those of its children. */
function withFields(logger: PinoLogger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => withFields(logger.child(toLoggable(fields))),
  };
}
