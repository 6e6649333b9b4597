import { type EnvSource, isOpenAi } from '@lectern/config';

/** What the standalone edition brings along, because no variable names another one. */
export interface Embedded {
  database: boolean;
  vectors: boolean;
  chat: boolean;
  embeddings: boolean;
}

/** Every CHROMA_ variable counts, so that an incomplete set is refused rather than ignored. */
const chroma = ['CHROMA_URL', 'CHROMA_API_KEY', 'CHROMA_TENANT', 'CHROMA_DATABASE'] as const;

export function findEmbedded(variables: EnvSource): Embedded {
  // A file of providers says everything about models.
  const file = Boolean(variables.LECTERN_PROVIDERS_FILE);
  const chat = !file && !variables.OPENAI_API_KEY && !variables.OPENAI_BASE_URL;
  // Many providers make no embeddings: those come from the built-in model unless a model for them is named.
  const elsewhere = variables.LECTERN_EMBEDDING_BASE_URL || variables.LECTERN_EMBEDDING_MODEL;
  return {
    database: !variables.DATABASE_URL,
    vectors: chroma.every((name) => !variables[name]),
    chat,
    embeddings: !file && !elsewhere && (chat || !isOpenAi(variables.OPENAI_BASE_URL)),
  };
}

/** Variables that mean nothing without another one, which was probably forgotten. */
export function findForgotten(variables: EnvSource): string[] {
  const embedded = findEmbedded(variables);
  const problems: string[] = [];
  if (embedded.chat && variables.LECTERN_CHAT_MODEL) {
    problems.push('LECTERN_CHAT_MODEL: names the model of a provider: set OPENAI_API_KEY or OPENAI_BASE_URL as well');
  }
  if (embedded.chat && variables.LECTERN_EMBEDDING_MODEL && !variables.LECTERN_EMBEDDING_BASE_URL) {
    problems.push('LECTERN_EMBEDDING_MODEL: names the model of a provider: set LECTERN_EMBEDDING_BASE_URL or OPENAI_API_KEY as well');
  }
  return problems;
}
