export { type AccountsConfig, accountsEnv } from './accounts-env.ts';
export { type AuditConfig, auditEnv } from './audit-env.ts';
export { type DatabaseConfig, databaseEnv } from './database-env.ts';
export { editionEnv } from './edition-env.ts';
export { type MailConfig, mailEnv } from './mail-env.ts';
export {
  isOpenAi,
  type ModelEndpoint,
  type ModelsConfig,
  modelsEnv,
  type ProvidersFileConfig,
  type SingleProviderConfig,
} from './models-env.ts';
export {
  type FilesConfig,
  filesEnv,
  type HttpConfig,
  httpEnv,
  type LogConfig,
  logEnv,
  type WorkerConfig,
  workerEnv,
} from './process-env.ts';
export { questionsEnv, type QuestionsConfig } from './questions-env.ts';
export { type QueueConfig, queueEnv } from './queue-env.ts';
export { describeEnvError, EnvError, type EnvOf, type EnvParts, type EnvSource, parseEnv, readEnv } from './read-env.ts';
export { type ShieldConfig, shieldEnv } from './shield-env.ts';
export { type VectorsConfig, vectorsEnv } from './vectors-env.ts';
