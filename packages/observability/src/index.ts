export { createLogger, type Logger, type LoggerOptions, type LogLevel } from './create-logger.ts';
