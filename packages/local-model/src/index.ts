export type { LogEntry } from './server/app.ts';
export { chatModel, embeddingDimensions, embeddingModel } from './server/models.ts';
export { type LocalModel, type LocalModelOptions, startLocalModel } from './start.ts';
